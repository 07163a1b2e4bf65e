package dev.headgate.dashboard;

import dev.headgate.operation.Event;
import dev.headgate.operation.Operations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/** An open page of an operation: of what is told of that, it is sent what changes, and not more often than somebody reads. */
final class Following implements Operations.Follower {

    private static final Duration BETWEEN = Duration.ofMillis(500); // two changes that are told

    private final Live viewer;
    private final IntFunction<List<Event>> news;
    private final Function<List<Event>, OperationShown> look;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, String> told = new HashMap<>();

    /**
     * @param news the events after the one of this number
     * @param look at the operation after these events
     */
    Following(Live viewer, IntFunction<List<Event>> news, Function<List<Event>, OperationShown> look) {
        this.viewer = viewer;
        this.news = news;
        this.look = look;
    }

    /** Sends all of it: it may have changed since the page was made. */
    boolean begin() {
        return show();
    }

    /** The number of the event that was shown last. */
    int last() {
        return events.isEmpty() ? 0 : events.getLast().number();
    }

    /** Shows all that has happened by now; so many that follow in a hurry are shown together. */
    @Override
    public boolean tell(Event event) {
        if (event.number() <= last()) {
            return true;
        }
        try {
            Thread.sleep(BETWEEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Headgate ends
            return false;
        }
        return show();
    }

    /** Times go on, though nothing happens. */
    @Override
    public boolean idle() {
        return show() && viewer.idle();
    }

    private boolean show() {
        events.addAll(news.apply(last()));
        boolean there = true;
        for (Map.Entry<String, String> piece :
                OperationPage.pieces(look.apply(events)).entrySet()) {
            if (there && !piece.getValue().equals(told.put(piece.getKey(), piece.getValue()))) {
                there = viewer.tell(piece.getKey(), piece.getValue());
            }
        }
        return there;
    }
}
