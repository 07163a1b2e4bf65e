package dev.headgate.dashboard;

import dev.headgate.migration.Refused;
import dev.headgate.operation.Changes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A page that is open somewhere: pieces of it are sent again as they change, as server-sent events that htmx puts in place. */
final class Live {

    /** Proxies close a connection on which nothing is said, and a page has to notice when Headgate is gone. */
    static final Duration SILENCE = Duration.ofSeconds(10);

    /** After so long the page asks anew, and so do we who it is: a role that was taken away ends with it. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration BETWEEN = Duration.ofMillis(500); // two changes that are told

    private final OutputStream output;
    private final long end = System.nanoTime() + LONGEST.toNanos();
    private long saidAt = System.nanoTime();

    private Live(OutputStream output) {
        this.output = output;
    }

    /** Who tells. */
    interface Telling {

        /** Goes on until nobody is there any more, or there is nothing more to tell. */
        void to(Live page) throws InterruptedException;
    }

    static Response stream(Telling telling) {
        StreamingOutput stream = output -> {
            try {
                Live page = new Live(output);
                if (page.write("retry: 500\n\n")) {
                    telling.to(page);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // Headgate ends
            } catch (Refused noMore) {
                // the store is away, mostly: the page says that it is not connected, and asks again
            }
        };
        return Response.ok(stream)
                .type(MediaType.SERVER_SENT_EVENTS)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no") // nginx holds lines back else
                .build();
    }

    /**
     * Sends a piece again whenever it says something else, for as long as somebody is there.
     *
     * @param html of the piece
     */
    static <T> Response piece(
            String name, Changes changes, Supplier<T> look, BiPredicate<T, T> saysTheSame, Function<T, String> html) {
        return stream(page -> {
            try (Changes.Watch watch = changes.ofAny()) {
                T told = look.get();
                boolean there = page.tell(name, html.apply(told));
                while (there && !changes.isClosing()) {
                    Thread.sleep(BETWEEN);
                    watch.await(BETWEEN.multipliedBy(2));
                    T now = look.get();
                    there = saysTheSame.test(now, told) ? page.idle() : page.tell(name, html.apply(now));
                    told = now;
                }
            }
        });
    }

    /** Sends a piece; whether to go on. */
    boolean tell(String piece, String html) {
        return System.nanoTime() - end < 0
                && write("event: %s\n%s\n\n"
                        .formatted(
                                piece, html.lines().map(line -> "data: " + line).collect(Collectors.joining("\n"))));
    }

    /** Nothing has changed; whether to go on, for somebody is there as far as one can know. */
    boolean idle() {
        long now = System.nanoTime();
        return now - end < 0 && (now - saidAt < SILENCE.toNanos() || write("event: alive\ndata:\n\n"));
    }

    private boolean write(String text) {
        try {
            output.write(text.getBytes(StandardCharsets.UTF_8));
            output.flush();
            saidAt = System.nanoTime();
            return true;
        } catch (IOException gone) {
            return false;
        }
    }
}
