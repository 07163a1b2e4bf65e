package dev.headgate.dashboard;

import dev.headgate.migration.Finding;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Version;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The revisions of a target around where it is, in order.
 *
 * @param before how many there are below those that are shown
 * @param after how many above
 */
public record Timeline(List<Point> points, int before, int after) {

    static final Timeline NONE = new Timeline(List.of(), 0, 0);

    private static final int BEFORE = 6; // the current one and some that came before it
    private static final int AFTER = 7;

    /** One revision. */
    public record Point(Version version, String description, Kind kind) {}

    /** What a revision is to the target; each is drawn in a shape of its own. */
    public enum Kind {
        APPLIED,
        /** The newest that is applied. */
        CURRENT,
        PENDING,
        /** It failed, or was not finished. */
        FAILED,
        /** Ledger and bundle do not tell the same of it. */
        DIFFERS,
        /** It is applied, and the bundle does not know it. */
        UNKNOWN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Timeline of(Situation s) {
        if (s.state() instanceof State.Unreachable) {
            return NONE;
        }
        Map<Version, String> all = new TreeMap<>();
        s.bundle().snapshots().forEach(snapshot -> all.put(snapshot.version(), snapshot.description()));
        s.ledger().applied().forEach((version, row) -> all.put(version, row.description()));
        for (Revision revision : s.bundle().revisions()) {
            all.put(revision.version(), revision.description());
        }
        Set<Version> faults = faults(s);
        List<Point> points = all.entrySet().stream()
                .map(entry -> new Point(entry.getKey(), entry.getValue(), kind(s, entry.getKey(), faults)))
                .toList();
        return around(
                (int) points.stream()
                        .filter(point -> s.state()
                                .current()
                                .filter(current -> !point.version().isAbove(current))
                                .isPresent())
                        .count(),
                points);
    }

    /** The word of every kind that is shown. */
    public List<String> kinds() {
        return EnumSet.copyOf(points.stream().map(Point::kind).toList()).stream()
                .map(Kind::word)
                .toList();
    }

    private static Timeline around(int upToCurrent, List<Point> points) {
        int first = Math.max(0, upToCurrent - BEFORE);
        int end = Math.min(points.size(), upToCurrent + AFTER);
        return new Timeline(points.subList(first, end), first, points.size() - end);
    }

    private static Set<Version> faults(Situation s) {
        return s.state().findings().stream()
                .filter(finding -> switch (finding.kind()) {
                    case FAILED, UNFINISHED, CHECKSUM_DIFFERS, DESCRIPTION_DIFFERS, OUT_OF_ORDER, FOREIGN_UNDO -> true;
                    case UNREACHABLE,
                            NO_LEDGER,
                            OBJECTS_MISSING,
                            PENDING,
                            UNKNOWN_REVISION,
                            MISSING_FROM_BUNDLE,
                            BUNDLE_PROBLEM -> false;
                })
                .map(Finding::version)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static Kind kind(Situation s, Version version, Set<Version> faults) {
        if (faults.contains(version)) {
            return s.state() instanceof State.Failed ? Kind.FAILED : Kind.DIFFERS;
        }
        Optional<LedgerRow> row = Optional.ofNullable(s.ledger().applied().get(version));
        boolean below =
                s.state().current().filter(current -> !version.isAbove(current)).isPresent();
        if (row.isPresent() && !s.bundle().knows(version) && !row.get().type().endsWith("BASELINE")) {
            return Kind.UNKNOWN;
        }
        if (s.state().current().filter(version::equals).isPresent()) {
            return Kind.CURRENT;
        }
        return below ? Kind.APPLIED : Kind.PENDING;
    }
}
