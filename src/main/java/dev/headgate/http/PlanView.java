package dev.headgate.http;

import dev.headgate.migration.Decision;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Script;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Step;
import dev.headgate.migration.Version;
import java.util.List;
import java.util.Optional;

/**
 * What a verb would do now, as JSON. Under the lock it is decided anew.
 *
 * @param decision the row of the decision table
 * @param outcome {@code applied}, {@code unchanged} or {@code refused}
 * @param message why there is nothing to do
 * @param problem why it would be refused
 */
record PlanView(
        String target,
        String state,
        String decision,
        String outcome,
        Optional<Version> from,
        Optional<Version> to,
        List<PlannedStep> steps,
        String bundle,
        Optional<String> message,
        Optional<OperationView.ProblemView> problem) {

    /**
     * One step.
     *
     * @param script the file; null when the step changes the ledger only
     * @param sql its text; null when it is too large to be held
     */
    record PlannedStep(
            Optional<Version> version,
            String description,
            String kind,
            Optional<String> script,
            Optional<String> sql) {}

    static PlanView of(Situation situation, Decision decision) {
        return switch (decision) {
            case Decision.Perform perform ->
                of(situation, decision, "applied", perform.plan(), Optional.empty(), Optional.empty());
            case Decision.Unchanged unchanged ->
                of(
                        situation,
                        decision,
                        "unchanged",
                        nothing(situation),
                        Optional.of(unchanged.why()),
                        Optional.empty());
            case Decision.Refuse refuse ->
                of(
                        situation,
                        decision,
                        "refused",
                        nothing(situation),
                        Optional.empty(),
                        Optional.of(OperationView.problem(refuse.refusal())));
        };
    }

    private static PlanView of(
            Situation situation,
            Decision decision,
            String outcome,
            Plan plan,
            Optional<String> message,
            Optional<OperationView.ProblemView> problem) {
        return new PlanView(
                situation.target().name().text(),
                situation.state().word(),
                decision.row().word(),
                outcome,
                plan.from(),
                plan.to(),
                plan.steps().stream().map(PlanView::step).toList(),
                situation.bundle().digest(),
                message,
                problem);
    }

    private static Plan nothing(Situation situation) {
        return new Plan(situation.state().current(), situation.state().current(), List.of());
    }

    private static PlannedStep step(Step step) {
        return new PlannedStep(
                step.version(),
                step.description(),
                step.kind(),
                step.script().map(Script::file),
                step.script().flatMap(script -> script.text().held()));
    }
}
