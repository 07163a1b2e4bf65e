package dev.headgate.security;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A name in which {@code *} stands for any characters but a colon. Each request is held against some. */
public final class Glob {

    private final String text;
    private final Pattern pattern;

    /**
     * @throws IllegalArgumentException where it is blank
     */
    public Glob(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a name, in which * stands for any characters");
        }
        this.text = text;
        this.pattern = Pattern.compile(
                Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^:]*")));
    }

    /** As it is configured. */
    public String text() {
        return text;
    }

    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** Whether it is the one that all names match. */
    public boolean isAll() {
        return text.equals("*");
    }

    @Override
    public String toString() {
        return text;
    }
}
