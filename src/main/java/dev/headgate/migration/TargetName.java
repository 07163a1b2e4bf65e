package dev.headgate.migration;

import java.util.regex.Pattern;

/** The name of a target: what stands in URLs, configuration keys and logs. A DNS label (RFC 1123). */
public record TargetName(String text) implements Comparable<TargetName> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public TargetName {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a target's name; it is 1 to 63 lower-case letters, digits and hyphens, such as orders"
                            .formatted(text));
        }
    }

    @Override
    public int compareTo(TargetName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
