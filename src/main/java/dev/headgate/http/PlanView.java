package dev.headgate.http;

import dev.headgate.migration.Decision;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Finding;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Script;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import dev.headgate.migration.Version;
import dev.headgate.operation.Survey;
import java.util.List;
import java.util.Optional;

/**
 * What a verb would do now, as JSON. Under the lock it is decided anew.
 *
 * @param decision the row of the decision table
 * @param outcome {@code applied}, {@code unchanged} or {@code refused}
 * @param message why there is nothing to do, or what is gone on with
 * @param problem why it would be refused
 */
public record PlanView(
        String target,
        String state,
        String decision,
        String outcome,
        Optional<Version> from,
        Optional<Version> to,
        List<PlannedStep> steps,
        Digest bundle,
        Optional<String> message,
        Optional<OperationView.ProblemView> problem) {

    private static final int MOST_STATEMENTS = 100; // of one script
    private static final int READABLE = 10_000; // of a statement, in characters

    /**
     * One step.
     *
     * @param script the file; null when the step changes the ledger only
     * @param bundle that the script is from
     * @param transactional whether it runs in a transaction, so that it is done or it is not
     * @param statementCount how many statements its script has
     * @param statements the first of them
     * @param undo the file that takes it back; null where there is none
     * @param settings under which it runs
     */
    public record PlannedStep(
            Optional<Version> version,
            String description,
            String kind,
            Optional<String> script,
            Digest bundle,
            boolean transactional,
            int statementCount,
            List<PlannedStatement> statements,
            Optional<String> undo,
            Settings settings) {}

    /**
     * A statement of a script.
     *
     * @param line where it begins, from 1
     * @param sql its text; of a very long one the beginning
     */
    public record PlannedStatement(int number, int line, String sql) {}

    /**
     * What a step runs under.
     *
     * @param transaction {@code own}, {@code shared} with all other steps of the plan, or {@code none}
     * @param lockTimeout how long a statement waits for a lock; zero is without end. Concurrent builds of an index do so in
     *     any case
     * @param lockRetries how often the step is tried again that did not get one
     * @param maxQueued how many sessions may queue behind it, zero is any number; more of them only for
     *     {@code maxQueuedFor}
     */
    public record Settings(
            String transaction,
            String lockTimeout,
            String statementTimeout,
            int lockRetries,
            int maxQueued,
            String maxQueuedFor,
            String searchPath) {

        static Settings of(Target target, boolean transactional) {
            String transaction =
                    switch (target.transaction()) {
                        case SINGLE -> "shared";
                        case PER_REVISION -> transactional ? "own" : "none";
                    };
            return new Settings(
                    transaction,
                    target.courtesy().lockTimeout().toString(),
                    target.courtesy().statementTimeout().toString(),
                    target.courtesy().lockRetries(),
                    target.courtesy().maxQueued(),
                    target.courtesy().maxQueuedFor().toString(),
                    target.schemas().getFirst());
        }
    }

    /** As it was decided. */
    public static PlanView of(Situation situation, Decision decision, Prospects prospects) {
        return switch (decision) {
            case Decision.Perform perform -> perform(situation, perform, prospects);
            case Decision.Unchanged unchanged ->
                nothing(situation, decision, "unchanged", Optional.of(unchanged.why()), Optional.empty());
            case Decision.Refuse refuse ->
                nothing(situation, decision, "refused", Optional.empty(), Optional.of(refuse.refusal()));
        };
    }

    /** Looks into the scripts of a plan. */
    public interface Prospects {

        /**
         * @throws Refused when one of them cannot be run
         */
        List<Survey.Prospect> of(Target target, Plan plan, int statements);
    }

    private static PlanView perform(Situation situation, Decision.Perform perform, Prospects prospects) {
        Target target = situation.target();
        Plan plan = perform.plan();
        try {
            return of(
                    situation,
                    perform,
                    "applied",
                    plan.from(),
                    plan.to(),
                    prospects.of(target, plan, MOST_STATEMENTS).stream()
                            .map(prospect -> step(situation, prospect))
                            .toList(),
                    situation.state() instanceof State.Failed failed
                            ? failed.failures().stream()
                                    .map(Finding::sentence)
                                    .reduce((first, next) -> first + "; " + next)
                            : Optional.empty(),
                    Optional.empty());
        } catch (Refused refused) {
            return nothing(situation, perform, "refused", Optional.empty(), Optional.of(refused.refusal()));
        }
    }

    private static PlanView nothing(
            Situation situation,
            Decision decision,
            String outcome,
            Optional<String> message,
            Optional<Refusal> refusal) {
        Optional<Version> at = situation.state().current();
        return of(situation, decision, outcome, at, at, List.of(), message, refusal.map(OperationView::problem));
    }

    private static PlanView of(
            Situation situation,
            Decision decision,
            String outcome,
            Optional<Version> from,
            Optional<Version> to,
            List<PlannedStep> steps,
            Optional<String> message,
            Optional<OperationView.ProblemView> problem) {
        return new PlanView(
                situation.target().name().text(),
                situation.state().word(),
                decision.row().word(),
                outcome,
                from,
                to,
                steps,
                situation.bundle().digest(),
                message,
                problem);
    }

    private static PlannedStep step(Situation situation, Survey.Prospect prospect) {
        Step step = prospect.step();
        return new PlannedStep(
                step.version(),
                step.description(),
                step.kind(),
                step.script().map(Script::file),
                step.origin().orElseGet(() -> situation.bundle().digest()),
                prospect.outline().transactional(),
                prospect.outline().statements(),
                prospect.outline().first().stream()
                        .map(s -> new PlannedStatement(s.number(), s.line(), readable(s.sql())))
                        .toList(),
                step instanceof Step.Forward forward ? forward.revision().undo().map(Script::file) : Optional.empty(),
                Settings.of(situation.target(), prospect.outline().transactional()));
    }

    private static String readable(String sql) {
        return sql.length() > READABLE ? sql.substring(0, READABLE) + "…" : sql;
    }
}
