package dev.headgate.http;

import dev.headgate.gate.Level;
import dev.headgate.gate.Verdict;
import io.vertx.core.buffer.Buffer;

/**
 * What a gate says at one moment, ready to be sent.
 *
 * @param mark of the level that it was written for
 * @param second the moment, in seconds: the age is right for so long
 * @param tag what it says without the time, as an entity tag (RFC 9110, 8.8.3)
 * @param ageText how many seconds ago the target was seen
 */
record GateAnswer(Object mark, long second, Verdict verdict, String type, Buffer body, String tag, String ageText) {

    boolean isFor(Level now, long at) {
        return mark == now.mark() && second == at;
    }

    /** Whether that is what the asker has, by the If-None-Match header: weak comparison (RFC 9110, 8.8.3.2). */
    boolean says(String tags) {
        return tags.equals("*") || tags.contains(tag.substring("W/".length()));
    }
}
