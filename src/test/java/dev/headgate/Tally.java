package dev.headgate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the rounds were, and how long recovering took. */
final class Tally {

    private final Map<String, Integer> verbs = new TreeMap<>();
    private final Map<Fault, Integer> faults = new TreeMap<>();
    private final Map<Fault, List<Duration>> recoveries = new TreeMap<>();
    private int interrupted;

    /** @param wasInterrupted whether the operation was left for a person to decide */
    void add(Round round, boolean wasInterrupted) {
        verbs.merge(round.verb(), 1, Integer::sum);
        faults.merge(round.fault(), 1, Integer::sum);
        interrupted += wasInterrupted ? 1 : 0;
    }

    /** From the fault to the end of the operation that it hit. */
    void recovered(Round round, Duration time) {
        recoveries.computeIfAbsent(round.fault(), fault -> new ArrayList<>()).add(time);
    }

    String report(long seed, Duration took) {
        int rounds = verbs.values().stream().mapToInt(Integer::intValue).sum();
        List<Duration> all =
                recoveries.values().stream().flatMap(List::stream).sorted().toList();
        String perFault = faults.entrySet().stream()
                .map(entry -> "  %-18s %3d rounds, %3d hit the operation under way; to its end: %s"
                        .formatted(
                                entry.getKey(),
                                entry.getValue(),
                                times(entry.getKey()).size(),
                                span(times(entry.getKey()))))
                .collect(Collectors.joining("\n"));
        return """
                Faults: %d rounds in %d s, %.1f s each; seed %d
                %s
                  verbs %s; left interrupted: %d
                  from fault to end, of the %d that were hit: %s
                """.formatted(
                        rounds,
                        took.toSeconds(),
                        took.toMillis() / 1000.0 / Math.max(1, rounds),
                        seed,
                        perFault,
                        verbs,
                        interrupted,
                        all.size(),
                        span(all));
    }

    private List<Duration> times(Fault fault) {
        return recoveries.getOrDefault(fault, List.of()).stream().sorted().toList();
    }

    private static String span(List<Duration> sorted) {
        return sorted.isEmpty()
                ? "none"
                : "median %d ms, longest %d ms"
                        .formatted(
                                sorted.get(sorted.size() / 2).toMillis(),
                                sorted.getLast().toMillis());
    }
}
