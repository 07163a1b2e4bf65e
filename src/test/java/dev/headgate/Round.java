package dev.headgate;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * One round as it was drawn: the fault that happens to a verb, and when.
 *
 * @param target which of the targets
 * @param from the revision that the target is brought to before
 * @param goal the revision that it must come to
 * @param asked which of the replicas is asked
 * @param victim which of them the fault happens to, if it happens to one
 * @param delay from the question to the fault
 * @param spell how long the fault lasts
 */
record Round(
        int number,
        int target,
        String verb,
        int from,
        int goal,
        int asked,
        Fault fault,
        int victim,
        Duration delay,
        Duration spell) {

    private static final int HEAD = AuditedBundle.HEAD;
    private static final int STEP_MS = 130; // what a step takes, roughly, so that most faults find one at work

    /** The same seed and number always draw the same round, whatever was drawn before. */
    static Round drawn(long seed, int number, List<Fault> faults) {
        RandomGenerator random = new SplittableRandom(seed * 1_000_003 + number);
        Fault fault = faults.get(random.nextInt(faults.size()));
        int asked = random.nextInt(Fleet.REPLICAS);
        // Two times in three, it happens to the one that was asked; else to one of the others.
        int victim = random.nextInt(3) < 2 ? asked : (asked + random.nextInt(1, Fleet.REPLICAS)) % Fleet.REPLICAS;
        String verb = List.of("init", "ensure", "upgrade", "downgrade").get(random.nextInt(4));
        int from =
                switch (verb) {
                    case "init" -> 0;
                    case "downgrade" -> random.nextInt(1, HEAD + 1);
                    default -> random.nextInt(HEAD);
                };
        int goal =
                switch (verb) {
                    case "upgrade" -> random.nextInt(from + 1, HEAD + 1);
                    case "downgrade" -> random.nextInt(from);
                    default -> HEAD;
                };
        int delay = random.nextInt(40 + STEP_MS * Math.abs(goal - from));
        return new Round(
                number,
                number % Fleet.TARGETS,
                verb,
                from,
                goal,
                asked,
                fault,
                victim,
                Duration.ofMillis(delay),
                fault.spell(random));
    }

    /** What is said in the question; init and ensure go to the head of the bundle by themselves. */
    OptionalInt to() {
        return switch (verb) {
            case "upgrade", "downgrade" -> OptionalInt.of(goal);
            default -> OptionalInt.empty();
        };
    }

    /** What must run on the way, each once and in this order. */
    List<Integer> path() {
        return from < goal
                ? IntStream.rangeClosed(from + 1, goal).boxed().toList()
                : IntStream.rangeClosed(goal + 1, from)
                        .map(i -> goal + 1 + from - i)
                        .map(i -> -i)
                        .boxed()
                        .toList();
    }

    /** Whether the fault is one for the replica that was asked, and so most likely works on it. */
    boolean hitsWhoWasAsked() {
        return switch (fault) {
            case NONE -> false;
            case CRASH_OF_TARGETS, CRASH_OF_STORE -> true;
            case KILL, TERMINATE, CUT_FROM_TARGETS, CUT_FROM_STORE, CUT_FROM_BOTH, FREEZE -> victim == asked;
        };
    }

    /** An undo is a decision of the moment, and not taken up by another unasked. */
    boolean mayEndInterrupted() {
        return verb.equals("downgrade");
    }

    @Override
    public String toString() {
        return "round %d: %s %d to %d on target-%d, asked of replica-%d; after %d ms %s of replica-%d for %d ms"
                .formatted(
                        number,
                        verb,
                        from,
                        goal,
                        target + 1,
                        asked + 1,
                        delay.toMillis(),
                        fault,
                        victim + 1,
                        spell.toMillis());
    }
}
