package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Phases;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Request;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Undos;
import dev.headgate.migration.Version;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Makes situations of readings. Where a target is ahead it finds out in the store of what phase the revisions are that the
 * bundle does not know; a phase that was found once holds for ever, and is remembered.
 */
public final class Situations {

    private static final Logger LOG = Logger.getLogger(Situations.class);

    private static final Duration PAUSE =
            Duration.ofSeconds(10); // gates look every few seconds, and the store may be slow

    private final Phasing phasing;
    private final Undoing undoing;
    private final Clock clock;
    private final Map<Applied, Phase> remembered = new ConcurrentHashMap<>();
    private final Map<TargetName, InVain> inVain = new ConcurrentHashMap<>();

    /** Tells the phases of what rows record, as {@link Catalogue#phases} does. */
    public interface Phasing {
        Map<Version, Phase> of(TargetName target, Collection<LedgerRow> rows);
    }

    /** Tells the undo scripts of what rows record, as {@link KeptUndos} does. */
    public interface Undoing {
        Undos of(Target target, Collection<LedgerRow> rows);
    }

    /** A script as a ledger records it. */
    private record Applied(TargetName target, String script, OptionalInt checksum) {}

    /** What was looked up and not found. */
    private record InVain(Set<Applied> rows, Instant until) {}

    public Situations(Phasing phasing, Undoing undoing, Clock clock) {
        this.phasing = phasing;
        this.undoing = undoing;
        this.clock = clock;
    }

    /** What the reading shows. A store that does not answer costs the phases, which then count as contract. */
    public Situation of(Target target, Bundle bundle, Reading reading) {
        Situation seen = Situation.of(target, bundle, reading, Phases.NONE);
        return seen.state() instanceof State.Ahead
                ? Situation.of(target, bundle, reading, phases(target, seen.notInBundle()))
                : seen;
    }

    /**
     * What the reading shows to a request: with the undo scripts that it needs and the bundle lacks.
     *
     * @throws Refused when it needs such, and the store does not answer
     */
    public Situation of(Target target, Bundle bundle, Reading reading, Request request) {
        Situation seen = of(target, bundle, reading);
        List<LedgerRow> rows = seen.notUndoneBy(request);
        return rows.isEmpty() ? seen : seen.with(undoing.of(target, rows));
    }

    /** The same with the phases of all that is not in the bundle, below its head too: what was squashed away. */
    public Situation thoroughly(Target target, Bundle bundle, Reading reading) {
        List<LedgerRow> rows =
                Situation.of(target, bundle, reading, Phases.NONE).notInBundle();
        return Situation.of(target, bundle, reading, rows.isEmpty() ? Phases.NONE : phases(target, rows));
    }

    /** That for who looks again and again: what was looked up in vain is left alone for a while. */
    Situation again(Target target, Bundle bundle, Reading reading) {
        List<LedgerRow> rows =
                Situation.of(target, bundle, reading, Phases.NONE).notInBundle();
        boolean vain = Optional.ofNullable(inVain.get(target.name()))
                .filter(before -> clock.instant().isBefore(before.until()))
                .filter(before -> before.rows().containsAll(applied(target, strangers(target, rows))))
                .isPresent();
        return Situation.of(
                target, bundle, reading, vain || rows.isEmpty() ? remembered(target, rows) : phases(target, rows));
    }

    private Phases phases(Target target, List<LedgerRow> rows) {
        List<LedgerRow> strangers = strangers(target, rows);
        if (!strangers.isEmpty()) {
            lookUp(target, strangers);
        }
        return remembered(target, rows);
    }

    private Phases remembered(Target target, List<LedgerRow> rows) {
        Map<Version, Phase> found = new HashMap<>();
        for (LedgerRow row : rows) {
            Optional.ofNullable(remembered.get(applied(target, row)))
                    .ifPresent(phase -> found.put(row.version().orElseThrow(), phase));
        }
        return new Phases(found);
    }

    private void lookUp(Target target, List<LedgerRow> rows) {
        inVain.put(
                target.name(), new InVain(applied(target, rows), clock.instant().plus(PAUSE)));
        try {
            Map<Version, Phase> found = phasing.of(target.name(), rows);
            for (LedgerRow row : rows) {
                Optional.ofNullable(found.get(row.version().orElseThrow()))
                        .ifPresent(phase -> remembered.put(applied(target, row), phase));
            }
            if (found.size() == rows.size()) {
                inVain.remove(target.name());
            }
        } catch (Refused away) {
            LOG.debugf("target=%s phases are not known: %s", target.name(), away.getMessage());
        }
    }

    private List<LedgerRow> strangers(Target target, List<LedgerRow> rows) {
        return rows.stream()
                .filter(row -> !remembered.containsKey(applied(target, row)))
                .toList();
    }

    private static Set<Applied> applied(Target target, List<LedgerRow> rows) {
        return rows.stream().map(row -> applied(target, row)).collect(Collectors.toSet());
    }

    private static Applied applied(Target target, LedgerRow row) {
        return new Applied(target.name(), row.script(), row.checksum());
    }
}
