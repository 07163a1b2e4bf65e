package dev.headgate.dashboard;

import dev.headgate.http.PlanView;
import dev.headgate.migration.Decision;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a verb would do to a target, with the button that does it.
 *
 * @param work the operation under way, which yours would wait for
 * @param choices what can be chosen for this verb
 * @param plan nothing while there is still something to choose
 * @param sentence what it comes to
 * @param notice why it is shown again
 * @param reason that was typed already
 * @param forcible whether force would do what is refused
 * @param may whether whoever looks may have it done; else {@code role} is what they lack
 * @param shown which plan it is, so that no other one is done
 * @param key makes one operation of however many clicks
 */
public record PlanShown(
        String name,
        Mark mark,
        Optional<TargetRow.Progress> work,
        Ask ask,
        Choices choices,
        Optional<PlanView> plan,
        String sentence,
        Optional<String> notice,
        String reason,
        boolean forcible,
        boolean may,
        String role,
        String shown,
        UUID key) {

    /** Why a plan is shown again. */
    static final String CHANGED =
            "It has changed since you looked, and nothing was done. Read what it would do now, and ask again if that is what you want.";

    private static final int OPEN = 10; // steps

    /** All verbs, to go from one to another. */
    public List<String> verbs() {
        return Stream.of(Verb.values()).map(Verb::word).toList();
    }

    /** Whether there is something to be done, which is not refused. */
    public boolean isToDo() {
        return plan.filter(p -> p.outcome().equals("applied")).isPresent();
    }

    public boolean isRefused() {
        return plan.filter(p -> p.outcome().equals("refused")).isPresent();
    }

    /** Whether a step is shown with its SQL at once, as the first ones are. */
    public boolean opens(int step) {
        return step <= OPEN;
    }

    public String forcedQuery() {
        return ask.forced().query();
    }

    /** Tells one plan from another: the row, from where to where, how many steps, by which bundle. */
    static String of(Situation situation, Decision decision) {
        return decision instanceof Decision.Perform perform
                ? "%s %s %d %s"
                        .formatted(
                                decision.row().word(),
                                way(perform.plan()),
                                perform.plan().steps().size(),
                                situation.bundle().digest())
                : "%s %s".formatted(decision.row().word(), situation.bundle().digest());
    }

    private static String way(Plan plan) {
        return "%s-%s"
                .formatted(
                        plan.from().map(Version::toString).orElse("0"),
                        plan.to().map(Version::toString).orElse("0"));
    }
}
