package dev.headgate.gate;

import dev.headgate.migration.Facts;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Release;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a gate knows of its target at one moment. It never changes, so each verdict is found once. */
public final class Level {

    private static final int MOST_VERDICTS = 1000; // nobody may fill the memory by asking for ever other revisions

    private final Target target;
    private final Optional<Sight> sight;
    private final Instant heardAt;
    private final Optional<Work> work;
    private final Optional<List<Release>> releases;
    private final Object mark = new Object();
    private final Map<Requirement, Verdict> verdicts = new ConcurrentHashMap<>();

    /**
     * @param sight what was seen last; nothing yet at first
     * @param heardAt when, by this process's clock
     * @param releases those that the target has had, newest first; nothing before the store has told
     */
    Level(
            Target target,
            Optional<Sight> sight,
            Instant heardAt,
            Optional<Work> work,
            Optional<List<Release>> releases) {
        this.target = target;
        this.sight = sight;
        this.heardAt = heardAt;
        this.work = work;
        this.releases = releases;
    }

    /** What is known before anybody has looked. */
    static Level unknown(Target target, Instant now) {
        return new Level(target, Optional.empty(), now, Optional.empty(), Optional.empty());
    }

    public Target target() {
        return target;
    }

    /** Whether the target was looked at. */
    public boolean isKnown() {
        return sight.isPresent();
    }

    /** This level's own, for those who must tell it from others and not keep it: it holds a whole ledger. */
    public Object mark() {
        return mark;
    }

    /** What was seen last; nothing yet at first. */
    public Optional<Sight> sight() {
        return sight;
    }

    /** When the database answered last, or was given up, by this process's clock. */
    public Instant heardAt() {
        return heardAt;
    }

    /** The operation under way, as far as the store told. */
    public Optional<Work> work() {
        return work;
    }

    /** Whether the requirement holds. */
    public Verdict verdict(Requirement requirement) {
        Verdict known = verdicts.get(requirement);
        if (known != null) {
            return known;
        }
        Verdict verdict = Rules.judge(requirement, this);
        if (verdicts.size() < MOST_VERDICTS) {
            verdicts.put(requirement, verdict);
        }
        return verdict;
    }

    Optional<Facts> facts() {
        return sight.map(Sight::reading).flatMap(Level::facts);
    }

    private static Optional<Facts> facts(Reading reading) {
        return reading instanceof Facts facts ? Optional.of(facts) : Optional.empty();
    }

    Optional<List<Release>> releases() {
        return releases;
    }

    Level seen(Optional<Sight> sight, Instant heardAt) {
        return new Level(target, sight, heardAt, work, releases);
    }

    Level working(Optional<Work> work) {
        return new Level(target, sight, heardAt, work, releases);
    }

    Level knowing(List<Release> releases) {
        return new Level(target, sight, heardAt, work, Optional.of(releases));
    }
}
