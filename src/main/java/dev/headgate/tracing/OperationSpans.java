package dev.headgate.tracing;

import dev.headgate.migration.Refusal;
import dev.headgate.operation.Event;
import dev.headgate.operation.Observer;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operation.Status;
import dev.headgate.operation.StepRun;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a span, its steps as spans in it, in the trace of whoever asked for it. They are made of the record when the
 * operation ends, with its own times: so it is one span although it outlived its request, its connection or a replica.
 *
 * <p>What servers and callers said is not in them: traces go to other places than the log, where fewer may read that.
 */
public final class OperationSpans implements Observer {

    /** By the conventions of OpenTelemetry: why it did not end well, as a word. */
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private static final AttributeKey<String> DATABASE = AttributeKey.stringKey("db.system.name");

    /** Somebody who cancels has what they wanted. */
    private static final Set<Status> BAD_ENDS = Set.of(Status.FAILED, Status.REFUSED, Status.INTERRUPTED);

    private final Tracer tracer;

    public OperationSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void happened(Operation operation, Event event, Optional<StepRun> step) {
        if (event.kind() == Event.Kind.DONE) {
            send(operation, operation.course().endedAt().orElse(event.at()));
        }
    }

    private void send(Operation operation, Instant end) {
        Operation.Course course = operation.course();
        Span span = builder("headgate " + operation.request().verb().word(), asker(operation), operation.createdAt())
                .setAttribute("headgate.operation", operation.id().toString())
                .setAttribute("headgate.target", operation.target().text())
                .setAttribute("headgate.verb", operation.request().verb().word())
                .setAttribute("headgate.bundle", operation.bundle().text())
                .setAttribute("headgate.attempt", operation.attempt())
                .setAttribute("headgate.status", word(course.status()))
                .startSpan();
        tell(span, "headgate.outcome", course.outcome().map(OperationSpans::word));
        tell(span, "headgate.decision", course.decision());
        tell(span, "headgate.from", course.from());
        tell(span, "headgate.to", course.to());
        if (BAD_ENDS.contains(course.status())) {
            fail(
                    span,
                    course.problem()
                            .map(Refusal::reason)
                            .map(reason -> reason.word())
                            .orElse(word(course.status())));
        }
        Context within = Context.root().with(span);
        operation.steps().forEach(step -> send(step, within, end));
        span.end(end);
    }

    /** A step that was not begun took no time, and has no span. */
    private void send(StepRun step, Context operation, Instant end) {
        if (step.startedAt().isEmpty()) {
            return;
        }
        Instant start = step.startedAt().get();
        Span span = builder(step.kind() + " step", operation, start)
                .setAttribute("headgate.step.description", step.description())
                .setAttribute("headgate.step.kind", step.kind())
                .setAttribute("headgate.step.status", word(step.status()))
                .setAttribute("headgate.step.transactional", step.transactional())
                .startSpan();
        tell(span, "headgate.step.version", step.version());
        tell(span, "headgate.step.script", step.script());
        step.rows().ifPresent(rows -> span.setAttribute("headgate.step.rows", rows));
        if (step.status() != StepRun.Status.SUCCEEDED) {
            fail(span, word(step.status()));
        }
        span.end(step.ms().isPresent() ? start.plus(Duration.ofMillis(step.ms().getAsLong())) : end);
    }

    private SpanBuilder builder(String name, Context parent, Instant start) {
        return tracer.spanBuilder(name)
                .setParent(parent)
                .setStartTimestamp(start)
                .setAttribute(DATABASE, "postgresql");
    }

    /** Where its request came from, if that said so. */
    private static Context asker(Operation operation) {
        return operation
                .caller()
                .traceparent()
                .map(header -> W3CTraceContextPropagator.getInstance()
                        .extract(Context.root(), header, OnlyTraceparent.INSTANCE))
                .orElse(Context.root());
    }

    private static void tell(Span span, String key, Optional<?> value) {
        value.ifPresent(known -> span.setAttribute(key, known.toString()));
    }

    private static void fail(Span span, String why) {
        span.setStatus(StatusCode.ERROR, why).setAttribute(ERROR_TYPE, why);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The one header that is kept; what vendors say beside it is not. */
    private enum OnlyTraceparent implements TextMapGetter<String> {
        INSTANCE;

        private static final String NAME = "traceparent";

        @Override
        public Iterable<String> keys(String header) {
            return List.of(NAME);
        }

        @Override
        public @Nullable String get(@Nullable String header, String key) {
            return key.equals(NAME) ? header : null;
        }
    }
}
