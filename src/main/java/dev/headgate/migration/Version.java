package dev.headgate.migration;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The version of a revision, as Flyway reads it: numbers separated by dots or underscores. {@code 1}, {@code 01} and
 * {@code 1.0} are the same version; {@code 10} is above {@code 9}.
 */
public final class Version implements Comparable<Version> {

    private static final int LONGEST = 50; // the ledger's column is VARCHAR(50)
    private static final Pattern FORM = Pattern.compile("\\d+([._]\\d+)*");

    /** Before the first revision: where a downgrade of everything ends. */
    public static final Version ZERO = of("0");

    private final String text;
    private final List<BigInteger> numbers;

    private Version(String text) {
        this.text = text.replace('_', '.');
        this.numbers = numbers(this.text);
    }

    /**
     * @throws IllegalArgumentException when the text is not a version; the message says what is allowed
     */
    public static Version of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is not a version; write numbers separated by dots, such as 8 or 2.1"
                                .formatted(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text)));
    }

    /** The version that the text names, or nothing when it names none. */
    public static Optional<Version> parse(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches()
                ? Optional.of(new Version(text))
                : Optional.empty();
    }

    /** Whether this is {@link #ZERO}, before the first revision. */
    public boolean isZero() {
        return numbers.isEmpty();
    }

    public boolean isAbove(Version other) {
        return compareTo(other) > 0;
    }

    public boolean isBelow(Version other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Version other) {
        int shared = Math.min(numbers.size(), other.numbers.size());
        for (int i = 0; i < shared; i++) {
            int order = numbers.get(i).compareTo(other.numbers.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(numbers.size(), other.numbers.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && numbers.equals(version.numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }

    /** The version as it was written, with dots. */
    @Override
    public String toString() {
        return text;
    }

    /** Trailing zeros say nothing, so they are dropped: equal versions have equal lists. */
    private static List<BigInteger> numbers(String text) {
        List<BigInteger> numbers = new ArrayList<>(
                Arrays.stream(text.split("\\.")).map(BigInteger::new).toList());
        while (!numbers.isEmpty() && numbers.getLast().signum() == 0) {
            numbers.removeLast();
        }
        return List.copyOf(numbers);
    }
}
