package dev.headgate.dashboard;

/** What the rules say in the middle of a problem or a log line, as a sentence of a page. */
final class Sentence {

    private Sentence() {}

    /** With a full stop; how it begins is left alone, which may be a name. */
    static String of(String words) {
        return words.isEmpty() || words.endsWith(".") || words.endsWith("?") ? words : words + ".";
    }

    /** How many, such as {@code 1 step} or {@code 3 steps}. */
    static String count(int number, String one, String several) {
        return "%d %s".formatted(number, number == 1 ? one : several);
    }
}
