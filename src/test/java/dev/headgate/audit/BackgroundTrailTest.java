package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.security.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackgroundTrailTest {

    private static final Logger LOGGER = Logger.getLogger("dev.headgate.audit");

    private final Taking register = new Taking();
    private final Lost log = new Lost();
    private BackgroundTrail trail = BackgroundTrail.begun(register, new Lines(new ObjectMapper()));

    /** Takes entries when it may. */
    private static final class Taking implements Register {

        private final LinkedBlockingQueue<Entry> taken = new LinkedBlockingQueue<>();
        private final CountDownLatch may = new CountDownLatch(1);
        private volatile boolean away;

        @Override
        public void take(List<Entry> entries) {
            try {
                may.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (away) {
                throw new IllegalStateException("the store is away");
            }
            taken.addAll(entries);
        }

        @Override
        public List<Link> find(Filter filter, int offset, int limit) {
            return List.of();
        }

        @Override
        public Optional<Standing> standing() {
            return Optional.empty();
        }

        @Override
        public List<Link> between(long above, long upTo) {
            return List.of();
        }
    }

    /** What is on the log of what was not taken: in this process others may write to it too. */
    private static final class Lost extends Handler {

        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().startsWith("{\"lost\"") && line.getMessage().contains("\"target\":\"orders\"")) {
                lines.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        LOGGER.addHandler(log);
    }

    @AfterEach
    void stop() {
        register.may.countDown();
        trail.close();
        LOGGER.removeHandler(log);
    }

    @Test
    void entriesAreTakenDownInTheirOrderAndTheSameTogether() throws InterruptedException {
        trail.note(refused("first"));
        trail.note(refused("again"));
        trail.note(refused("again"));
        register.may.countDown();
        trail.close(); // all of it is there then

        List<Optional<String>> details = new ArrayList<>();
        register.taken.forEach(entry -> details.add(entry.detail()));
        assertThat(details.getFirst()).contains("first");
        assertThat(String.join(" ", details.stream().map(Optional::orElseThrow).toList()))
                .isIn("first again (2 times)", "first again again"); // as they came
    }

    @Test
    void whatTheStoreDoesNotTakeIsOnTheLog() {
        register.away = true;
        register.may.countDown();
        trail.note(refused("line\nbreak\u2028and\u007f"));

        Awaitility.await().until(() -> !log.lines.isEmpty());
        assertThat(log.lines.poll())
                .startsWith("{\"lost\":\"the store did not take it\",\"principal\":\"anonymous\"")
                .contains("\"detail\":\"line\\nbreak\\u2028and\\u007f\"");
    }

    @Test
    void nobodyWaitsHoweverManyThereAre() {
        IntStream.range(0, 2000).forEach(i -> trail.note(refused("number " + i)));

        assertThat(log.lines).hasSizeGreaterThan(800).allMatch(line -> line.contains("too many at once"));
    }

    @Test
    void atTheEndNothingIsWaitedForForLongAndNothingIsLost() throws InterruptedException {
        trail.note(refused("taken, and not answered"));
        trail.close();
        trail.note(refused("late"));

        assertThat(log.lines.poll(1, TimeUnit.SECONDS)).contains("too many at once", "late");
    }

    private static Entry refused(String detail) {
        return Entry.refused(
                new Caller("anonymous", Optional.empty(), Optional.empty()),
                Optional.of("orders"),
                "unauthenticated",
                detail);
    }
}
