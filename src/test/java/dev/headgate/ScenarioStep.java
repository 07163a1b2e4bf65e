package dev.headgate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step of a scenario.
 *
 * @param action its first word
 * @param object what is done with it
 * @param background whether the next step is taken while this one goes on; {@code await} ends it
 * @param result what must come of it
 * @param expectations what its answer must hold
 */
record ScenarioStep(
        String action, String object, boolean background, Optional<String> result, List<Expectation> expectations) {

    /** {@code <action> <object>}, and then {@code &} or {@code -> <result>}. */
    private static final Pattern STEP =
            Pattern.compile("(?<action>\\w+)(?<object>.*?)(?<end>\\s+&|\\s+->\\s+(?<result>[^>]+))?");

    /** Beneath a step, and indented: a member and its value, or what is found in it. */
    private static final Pattern EXPECTATION = Pattern.compile("\\s+(?<member>.+?) (?<relation>=|~|!~) (?<value>.+)");

    /**
     * What must hold of an answer.
     *
     * @param member a path into its JSON, {@code header.<name>}, or {@code event} for any of the operation's events
     * @param relation {@code =} for the same text; {@code ~} and {@code !~} for a regular expression that is, or is not,
     *     found in it
     */
    record Expectation(String member, String relation, String value) {}

    static List<ScenarioStep> parse(List<String> lines) {
        List<ScenarioStep> steps = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(" ")) {
                steps.getLast().expectations().add(expectation(line));
            } else {
                steps.add(step(line));
            }
        }
        return steps;
    }

    private static ScenarioStep step(String line) {
        Matcher step = matched(STEP, line);
        return new ScenarioStep(
                step.group("action"),
                step.group("object").strip(),
                Optional.ofNullable(step.group("end"))
                        .filter(end -> end.endsWith("&"))
                        .isPresent(),
                Optional.ofNullable(step.group("result")),
                new ArrayList<>());
    }

    private static Expectation expectation(String line) {
        Matcher expectation = matched(EXPECTATION, line);
        return new Expectation(expectation.group("member"), expectation.group("relation"), expectation.group("value"));
    }

    private static Matcher matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is not of the form %s".formatted(line, pattern));
        }
        return matcher;
    }

    /** The object's first word, without a colon: a verb, or a session. */
    String name() {
        return object.split("[:\\s]", 2)[0];
    }

    /** What comes after its first word. */
    String rest() {
        return object.substring(name().length()).replaceFirst("^[:\\s]+", "");
    }

    @Override
    public String toString() {
        return "%s %s%s"
                .formatted(action, object, result.map(text -> " -> " + text).orElse(""));
    }
}
