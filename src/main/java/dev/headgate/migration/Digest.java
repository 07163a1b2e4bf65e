package dev.headgate.migration;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What names a bundle: the SHA-256 over its files, their names, lengths and contents.
 *
 * @param text {@code sha256:} and 64 hexadecimal digits
 */
public record Digest(String text) {

    private static final String ALGORITHM = "sha256:";
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern CALLED = Pattern.compile("(sha256:)?[0-9a-f]{12,64}");
    private static final int BRIEF = 12; // digits: enough to tell the bundles of one store apart

    /**
     * @throws IllegalArgumentException when it is of another form
     */
    public Digest {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no digest; allowed is sha256: and 64 hexadecimal digits".formatted(text));
        }
    }

    public static Digest ofHex(String hex) {
        return new Digest(ALGORITHM + hex);
    }

    /** Its first 12 digits: for people, who may also ask by them. */
    public String brief() {
        return text.substring(ALGORITHM.length(), ALGORITHM.length() + BRIEF);
    }

    /** Whether a text means it: all of it or its first digits, 12 at least, with or without {@code sha256:}. */
    public boolean isCalled(String name) {
        String called = name.toLowerCase(Locale.ROOT);
        return CALLED.matcher(called).matches()
                && text.startsWith(called.startsWith(ALGORITHM) ? called : ALGORITHM + called);
    }

    @Override
    public String toString() {
        return text;
    }
}
