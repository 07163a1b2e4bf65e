package dev.headgate.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fixed keys of a line, such as {@code target=%s}: found in its sentence, which is ours, and never in what was put into it,
 * so that nobody else writes one.
 */
final class Keys {

    private static final Pattern PLACE =
            Pattern.compile("%%|(?:(?<![^\\s(])([a-zA-Z]+)=)?%([^%a-zA-Z]*[a-zA-Z&&[^n]])");

    private Keys() {}

    /** Each key with what stands in its place. */
    static Map<String, String> of(String sentence, Object[] parts) {
        Map<String, String> keys = new LinkedHashMap<>();
        Matcher place = PLACE.matcher(sentence);
        int next = 0;
        while (place.find() && next < parts.length) {
            if (place.group(2) != null) {
                if (place.group(1) != null) {
                    keys.put(place.group(1), String.valueOf(parts[next]));
                }
                next++;
            }
        }
        return keys;
    }
}
