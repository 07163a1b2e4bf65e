package dev.headgate.http;

import dev.headgate.operation.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** An event as JSON, the data of a server-sent event; and as a line for a person. */
public record EventView(int number, Instant at, Event.Kind kind, String sentence, Map<String, Object> details) {

    public static EventView of(Event event) {
        return new EventView(event.number(), event.at(), event.kind(), event.sentence(), event.details());
    }

    /** A line of a Job's log. */
    static String line(Event event) {
        return "%s %s"
                .formatted(
                        event.at().truncatedTo(ChronoUnit.SECONDS),
                        event.sentence().replaceAll("\\s*[\\r\\n]+\\s*", " | "));
    }
}
