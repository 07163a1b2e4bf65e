package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import dev.headgate.operation.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What happened to an operation, oldest first, as a person wants to read it: of statements and counters that follow each
 * other the last one.
 *
 * @param before how many older ones are left out
 */
public record Tale(List<Line> lines, int before) {

    private static final int MOST = 200; // lines of a page
    private static final Set<Event.Kind> RUNNING = Set.of(Event.Kind.STATEMENT, Event.Kind.PROGRESS);

    /** Something that happened. */
    public record Line(Instant at, String kind, String sentence) {}

    static Tale of(List<Event> events) {
        List<Event> told = new ArrayList<>();
        for (Event event : events) {
            if (!told.isEmpty()
                    && RUNNING.contains(event.kind())
                    && told.getLast().kind() == event.kind()) {
                told.removeLast();
            }
            told.add(event);
        }
        int before = Math.max(0, told.size() - MOST);
        return new Tale(
                told.stream()
                        .skip(before)
                        .map(event -> new Line(event.at(), Asked.word(event.kind()), event.sentence()))
                        .toList(),
                before);
    }
}
