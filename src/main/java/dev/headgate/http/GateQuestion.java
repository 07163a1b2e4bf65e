package dev.headgate.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.headgate.gate.Gate;
import dev.headgate.gate.Level;
import dev.headgate.gate.Requirement;
import dev.headgate.gate.Verdict;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.core.MediaType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One question at a gate, however many ask it: its answer is written once for each level and second. */
final class GateQuestion {

    private static final String PLAIN = MediaType.TEXT_PLAIN + ";charset=UTF-8";
    private static final int TAG_BYTES = 8;

    private final Gate gate;
    private final Requirement requirement;
    private final Optional<Duration> wait;
    private final boolean follow;
    private final boolean plain;
    private final ObjectWriter json;
    private final Clock clock;
    private volatile @Nullable GateAnswer last;

    /**
     * @param wait how long the asker is ready to wait each time
     * @param follow whether he comes back until it is open
     * @param plain whether a person reads the answer
     */
    GateQuestion(
            Gate gate,
            Requirement requirement,
            Optional<Duration> wait,
            boolean follow,
            boolean plain,
            ObjectWriter json,
            Clock clock) {
        this.gate = gate;
        this.requirement = requirement;
        this.wait = wait;
        this.follow = follow;
        this.plain = plain;
        this.json = json;
        this.clock = clock;
    }

    Gate gate() {
        return gate;
    }

    Optional<Duration> patience() {
        return wait;
    }

    /** At the end of a wait: whoever follows comes back while it is closed. */
    GateReply reply(GateAnswer answer, String here, GateVisit.Form form) {
        return follow && !answer.verdict().isOpen() ? GateReply.askAgain(answer, here) : form.of(answer);
    }

    boolean follows() {
        return follow;
    }

    Verdict verdict(Level level) {
        return level.verdict(requirement);
    }

    GateAnswer answer() {
        return answer(gate.level());
    }

    GateAnswer answer(Level level) {
        long second = clock.millis() / 1000;
        GateAnswer known = last;
        if (known != null && known.isFor(level, second)) {
            return known;
        }
        GateAnswer written = write(level, second);
        last = written;
        return written;
    }

    private GateAnswer write(Level level, long second) {
        long age =
                Math.max(0, Duration.between(level.heardAt(), clock.instant()).toSeconds());
        GateView view = GateView.of(level, requirement, age);
        return new GateAnswer(
                level.mark(),
                second,
                level.verdict(requirement),
                plain ? PLAIN : MediaType.APPLICATION_JSON,
                plain ? Buffer.buffer(view.line()) : Buffer.buffer(bytes(view)),
                tag(bytes(view.timeless())),
                String.valueOf(age));
    }

    private byte[] bytes(GateView view) {
        try {
            return json.writeValueAsBytes(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String tag(byte[] timeless) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(timeless);
            return "W/\"%s%s\"".formatted(HexFormat.of().formatHex(hash, 0, TAG_BYTES), plain ? "-plain" : "");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
