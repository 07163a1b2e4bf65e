package dev.headgate.operation;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.migration.Row;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.security.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One run of a verb, as the store keeps it.
 *
 * @param bundle the one it works with
 * @param activates whether that becomes the target's active bundle once it has succeeded
 * @param caller who asked
 * @param attempt 1, and one more each time it changed hands; only the newest may write
 * @param cancellation that somebody wants it to stop
 * @param course how far it is
 * @param steps those that were done, and those of its plan
 */
public record Operation(
        UUID id,
        TargetName target,
        Request request,
        Digest bundle,
        boolean activates,
        Caller caller,
        Instant createdAt,
        int attempt,
        Optional<Cancellation> cancellation,
        Course course,
        List<StepRun> steps) {

    /** Where an operation is in its life. */
    public enum Status {
        QUEUED,
        WAITING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        REFUSED,
        CANCELLED,
        /** Nobody works on it any more; unless it has ended, somebody soon will. */
        INTERRUPTED
    }

    /** What a success did. */
    public enum Outcome {
        APPLIED,
        UNCHANGED
    }

    /**
     * How far an operation is.
     *
     * @param decision the row of the decision table
     * @param message what it waits for, or why there was nothing to do
     * @param problem what ended it, unless it succeeded
     */
    public record Course(
            Status status,
            Optional<Outcome> outcome,
            Optional<String> decision,
            Optional<Version> from,
            Optional<Version> to,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            Optional<String> message,
            Optional<Refusal> problem) {

        static final Course QUEUED = new Course(
                Status.QUEUED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        private Course at(Status status, Optional<String> message) {
            return new Course(status, outcome, decision, from, to, startedAt, endedAt, message, problem);
        }

        private Course started(Instant now) {
            return new Course(
                    Status.RUNNING,
                    outcome,
                    decision,
                    from,
                    to,
                    startedAt.or(() -> Optional.of(now)),
                    endedAt,
                    Optional.empty(),
                    problem);
        }

        private Course decided(Row row, Optional<Version> from, Optional<Version> to) {
            return new Course(status, outcome, Optional.of(row.word()), from, to, startedAt, endedAt, message, problem);
        }

        private Course ended(
                Status status,
                Optional<Outcome> outcome,
                Optional<String> message,
                Optional<Refusal> problem,
                Instant now) {
            return new Course(status, outcome, decision, from, to, startedAt, Optional.of(now), message, problem);
        }
    }

    static Operation accepted(
            UUID id, TargetName target, Request request, Digest bundle, boolean activates, Caller caller, Instant now) {
        return new Operation(
                id, target, request, bundle, activates, caller, now, 1, Optional.empty(), Course.QUEUED, List.of());
    }

    /** Whether its bundle is the target's active one by now, for all that it did. */
    boolean hasActivated() {
        return activates && course.status() == Status.SUCCEEDED;
    }

    public boolean hasEnded() {
        return course.endedAt().isPresent();
    }

    /** Whether a plan was made for it, so that it may have changed the target. */
    boolean hasPlan() {
        return !steps.isEmpty();
    }

    /** The same with these steps. */
    public Operation with(List<StepRun> steps) {
        return new Operation(
                id, target, request, bundle, activates, caller, createdAt, attempt, cancellation, course, steps);
    }

    Operation with(Cancellation cancellation) {
        return new Operation(
                id,
                target,
                request,
                bundle,
                activates,
                caller,
                createdAt,
                attempt,
                Optional.of(cancellation),
                course,
                steps);
    }

    Operation started(Instant now) {
        return with(course.started(now));
    }

    Operation waiting(String what) {
        return with(course.at(Status.WAITING, Optional.of(what)));
    }

    /**
     * With a plan. What an earlier plan of it has done stays, and its first decision with it: to those who asked, it is
     * one operation.
     */
    Operation planned(Row row, Plan plan, Instant now) {
        List<StepRun> next =
                plan.steps().stream().map(step -> StepRun.pending(step, bundle)).toList();
        List<StepRun> done = doneBefore(next, now);
        Course planned = course.started(now);
        return with(done.isEmpty() ? planned.decided(row, plan.from(), plan.to()) : planned)
                .with(Stream.concat(done.stream(), next.stream()).toList());
    }

    /** How many of its steps were done before its newest plan. */
    int stepsBefore(Plan plan) {
        return steps.size() - plan.steps().size();
    }

    Operation applied(Instant now) {
        return with(
                course.ended(Status.SUCCEEDED, Optional.of(Outcome.APPLIED), Optional.empty(), Optional.empty(), now));
    }

    /** By this row there is nothing to do, unless an earlier plan of it has done something. */
    Operation unchanged(Row row, Optional<Version> at, String why, Instant now) {
        List<StepRun> done = doneBefore(List.of(), now);
        return done.isEmpty()
                ? with(course.decided(row, at, at)
                                .ended(
                                        Status.SUCCEEDED,
                                        Optional.of(Outcome.UNCHANGED),
                                        Optional.of(why),
                                        Optional.empty(),
                                        now))
                        .with(List.of())
                : with(done).applied(now);
    }

    Operation refused(Row row, Optional<Version> at, Refusal refusal, Instant now) {
        return decided(row, at).ended(Status.REFUSED, refusal, now);
    }

    Operation failed(Row row, Refusal refusal, Instant now) {
        return decided(row, Optional.empty()).failed(refusal, now);
    }

    Operation failed(Refusal refusal, Instant now) {
        return ended(Status.FAILED, refusal, now);
    }

    Operation cancelled(Refusal refusal, Instant now) {
        return ended(Status.CANCELLED, refusal, now);
    }

    /** For good: nobody goes on with it. */
    Operation interrupted(Refusal refusal, Instant now) {
        return ended(Status.INTERRUPTED, refusal, now);
    }

    /** By this row nothing is to be done; an earlier plan's row stays. */
    private Operation decided(Row row, Optional<Version> at) {
        return hasPlan() ? this : with(course.decided(row, at, at));
    }

    /** Whether a step of it has been begun, so that it has changed the target, or may have. */
    boolean hasBegun() {
        return steps.stream().anyMatch(step -> step.status() != StepRun.Status.PENDING);
    }

    /** Of a step that is under way yet, only the ledger tells whether it is done. */
    private Operation ended(Status status, Refusal refusal, Instant now) {
        return with(course.ended(status, Optional.empty(), Optional.empty(), Optional.of(refusal), now))
                .with(steps.stream()
                        .map(step -> step.status() == StepRun.Status.RUNNING
                                ? step.ended(StepRun.Status.UNKNOWN, now)
                                : step)
                        .toList());
    }

    /**
     * The steps that are done. One that was under way when its session broke was committed after all, if the next plan
     * does not hold it again: the plan is made of what the ledger says.
     */
    private List<StepRun> doneBefore(List<StepRun> next, Instant now) {
        return steps.stream()
                .filter(step -> step.status() == StepRun.Status.SUCCEEDED
                        || (step.status() == StepRun.Status.RUNNING
                                && next.stream().noneMatch(step::isSameAs)))
                .map(step ->
                        step.status() == StepRun.Status.SUCCEEDED ? step : step.ended(StepRun.Status.SUCCEEDED, now))
                .toList();
    }

    private Operation with(Course course) {
        return new Operation(
                id, target, request, bundle, activates, caller, createdAt, attempt, cancellation, course, steps);
    }
}
