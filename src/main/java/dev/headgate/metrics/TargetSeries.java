package dev.headgate.metrics;

import dev.headgate.gate.Work;
import dev.headgate.migration.Facts;
import dev.headgate.migration.Situation;
import dev.headgate.operation.Board;
import io.prometheus.client.Collector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of each target, written in one pass over memory when Prometheus asks: a meter for each of a thousand targets
 * would have to be kept up all the time. To ask has targets looked at again, by others, so that the next scrape knows.
 */
final class TargetSeries extends Collector implements Collector.Describable {

    private static final List<String> STATUSES = List.of("queued", "waiting", "running", "interrupted");

    private final Board board;
    private final Clock clock;

    TargetSeries(Board board, Clock clock) {
        this.board = board;
        this.clock = clock;
    }

    /** The names alone: to write the samples would have every target looked at as Headgate starts. */
    @Override
    public List<MetricFamilySamples> describe() {
        return new Pass(List.of(), Instant.EPOCH).families();
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return new Pass(board.remembered(), clock.instant()).families();
    }

    /** One scrape. */
    private static final class Pass {

        private final Series state =
                new Series("headgate_target_state", "The state that a target was seen in last", "target", "state");
        private final Series pending =
                new Series("headgate_target_pending_revisions", "What an upgrade would apply", "target");
        private final Series bundle = new Series(
                "headgate_target_bundle_info", "The active bundle, as this replica knows it", "target", "bundle");
        private final Series age =
                new Series("headgate_target_seen_age_seconds", "How old is what is known of a target", "target");
        private final Series open =
                new Series("headgate_target_gate_open", "Whether its gate lets those in who need the head", "target");
        private final Series parked =
                new Series("headgate_target_gate_parked", "How many wait at its gate, on this replica", "target");
        private final Series lock = new Series(
                "headgate_target_lock_age_seconds", "How old the session is that was seen to hold its lock", "target");
        private final Series work = new Series(
                "headgate_operation_age_seconds",
                "How long ago the operation under way was asked for",
                "target",
                "verb");
        private final Series underWay = new Series(
                "headgate_operations_under_way",
                "Targets with an operation that has not ended, on any replica",
                "status");

        Pass(List<Board.Seen> all, Instant now) {
            all.forEach(seen -> add(seen, seen.target().name().text(), now));
            List<String> statuses = all.stream()
                    .flatMap(seen -> seen.work().stream())
                    .map(Work::status)
                    .toList();
            STATUSES.forEach(status -> underWay.add(
                    (double) statuses.stream().filter(status::equals).count(), status));
        }

        List<MetricFamilySamples> families() {
            return Stream.of(state, pending, bundle, age, open, parked, lock, work, underWay)
                    .map(Series::family)
                    .toList();
        }

        private void add(Board.Seen seen, String name, Instant now) {
            Optional<Situation> situation = seen.situation();
            state.add(
                    1,
                    name,
                    situation
                            .map(known -> known.state().word())
                            .orElse(seen.sight().isPresent() ? "no-bundle" : "unseen"));
            situation.ifPresent(known -> {
                known.toDo().ifPresent(count -> pending.add(count, name));
                bundle.add(1, name, known.bundle().digest().brief());
            });
            seen.sight().ifPresent(sight -> {
                age.add(seconds(seen.seenAt(), now), name);
                if (sight.reading() instanceof Facts facts) {
                    facts.holder().ifPresent(holder -> lock.add(seconds(holder.since(), now), name));
                }
            });
            open.add(seen.verdict().isOpen() ? 1 : 0, name);
            parked.add(seen.waiting(), name);
            seen.work()
                    .ifPresent(one ->
                            work.add(seconds(one.since(), now), name, one.verb().word()));
        }

        private static double seconds(Instant from, Instant now) {
            return Math.max(0, Duration.between(from, now).toMillis() / 1000.0);
        }
    }

    /** The samples of one name. */
    private static final class Series {

        private final String name;
        private final String help;
        private final List<String> labels;
        private final List<MetricFamilySamples.Sample> samples = new ArrayList<>();

        Series(String name, String help, String... labels) {
            this.name = name;
            this.help = help;
            this.labels = List.of(labels);
        }

        void add(double value, String... values) {
            samples.add(new MetricFamilySamples.Sample(name, labels, List.of(values), value));
        }

        MetricFamilySamples family() {
            return new MetricFamilySamples(name, Type.GAUGE, help, samples);
        }
    }
}
