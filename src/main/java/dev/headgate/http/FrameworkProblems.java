package dev.headgate.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.headgate.migration.Reason;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;
import org.jspecify.annotations.Nullable;

/**
 * Gives the problems that the framework finds (malformed JSON, unknown paths, wrong media types) a stable type too, and
 * a sentence that says what to do.
 */
@Singleton
final class FrameworkProblems implements ProblemPostProcessor {

    private static final String API = "GET /q/openapi describes the API";

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        if (problem.getType() != null) {
            return problem;
        }
        Optional<JsonProcessingException> json = json(context.cause);
        Optional<String> form = form(context.cause);
        int status = json.isPresent() || form.isPresent() ? 400 : status(problem, context.cause);
        return HttpProblem.builder(problem)
                .withStatus(status)
                .withType(Problems.type(word(status)))
                .withTitle(title(status, problem))
                .withDetail(json.map(FrameworkProblems::sentence).or(() -> form).orElseGet(() -> sentence(status)))
                .build();
    }

    /** What the framework would say, where it is not asked. */
    static HttpProblem of(int status) {
        return HttpProblem.builder()
                .withStatus(status)
                .withType(Problems.type(word(status)))
                .withTitle(Response.Status.fromStatusCode(status).getReasonPhrase())
                .withDetail(sentence(status))
                .build();
    }

    private static @Nullable String title(int status, HttpProblem problem) {
        return switch (status) {
            case 400 -> Problems.title(Reason.BAD_REQUEST);
            case 413 -> Problems.title(Reason.TOO_LARGE);
            case 415 -> "Unsupported Media Type";
            default -> problem.getTitle();
        };
    }

    /** What the framework takes for a fault of Headgate's, though it is one of the request. */
    private static int status(HttpProblem problem, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.startsWith("Failed to parse media type")) {
            return 415;
        }
        return message.startsWith("Param limit of") ? 413 : problem.getStatusCode();
    }

    /** So it does a form that is cut short, or has no parts where its type says. */
    private static Optional<String> form(Throwable cause) {
        return cause instanceof MultipartParser.MalformedMessageException
                        || String.valueOf(cause.getMessage()).contains("parsing multipart request")
                ? Optional.of(
                        "the form has no end: it was cut short, or is parted otherwise than by the boundary of its Content-Type. Nothing was kept; send it again, as curl -F file=@V1__one.sql does")
                : Optional.empty();
    }

    private static Optional<JsonProcessingException> json(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .filter(JsonProcessingException.class::isInstance)
                .map(JsonProcessingException.class::cast)
                .findFirst();
    }

    private static String sentence(JsonProcessingException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                "the body has no member \"%s\"; it takes %s"
                        .formatted(unknown.getPropertyName(), unknown.getKnownPropertyIds());
            case MismatchedInputException mistaken ->
                "the body is not of the form {\"to\":\"8\",\"force\":false,\"reason\":\"...\"}; all members are optional";
            default ->
                "the body is not JSON: %s, line %d, column %d"
                        .formatted(
                                whatIsWrong(e),
                                Optional.ofNullable(e.getLocation())
                                        .map(l -> l.getLineNr())
                                        .orElse(1),
                                Optional.ofNullable(e.getLocation())
                                        .map(l -> l.getColumnNr())
                                        .orElse(1));
        };
    }

    /** Jackson's own words, without where it read them from. */
    private static String whatIsWrong(JsonProcessingException e) {
        return String.valueOf(e.getOriginalMessage())
                .lines()
                .findFirst()
                .orElse("malformed")
                .replaceAll("\\s*[(\\[]+\\S*(start marker|Source).*", "");
    }

    private static String sentence(int status) {
        return switch (status) {
            case 404 -> "there is no such path; " + API;
            case 405 ->
                "this path does not take that method; a verb takes POST, which is what curl --data-binary sends a bundle with, and /bundles takes PUT, as curl -T does. "
                        + API;
            case 406 -> "this path answers application/json; leave out the Accept header, or name that";
            case 413 ->
                "the body is too large: of a form, each text field has at most 4 kB, and there are at most 11000 parts; send files, as curl -F file=@V1__one.sql does, or an archive";
            case 415 ->
                "send application/json, such as curl --json '{}', or no body at all; or, where a bundle is taken, application/gzip, application/x-tar, application/zip or multipart/form-data. Where curl --data-binary does not find the file, it sends nothing";
            default -> status < 500 ? "the request is malformed; " + API : "Headgate itself failed; its log says how";
        };
    }

    private static String word(int status) {
        return switch (status) {
            case 400, 422 -> "bad-request";
            case 401 -> "unauthenticated";
            case 403 -> "forbidden";
            case 404 -> "unknown-path";
            case 405 -> "method-not-allowed";
            case 406 -> "not-acceptable";
            case 413 -> "too-large";
            case 415 -> "unsupported-media-type";
            default -> status < 500 ? "bad-request" : "internal";
        };
    }
}
