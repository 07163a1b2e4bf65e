package dev.headgate.identity;

import dev.headgate.security.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * The file of tokens, read again when it is another one: at most once a second, as somebody asks. Kubernetes swaps a link and
 * not the file.
 */
final class TokensFile {

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final Duration PACE = Duration.ofSeconds(1);

    /** What tells that the file is another one. */
    private record Seen(Path real, FileTime modified, long size) {

        static Seen of(Path path) throws IOException {
            Path real = path.toRealPath();
            return new Seen(real, Files.getLastModifiedTime(real), Files.size(real));
        }
    }

    private final Path path;
    private final Clock clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile TokenList list = TokenList.EMPTY;
    private Optional<Seen> seen = Optional.empty();
    private Instant next = Instant.MIN;
    private boolean told;

    TokensFile(Path path, Clock clock) {
        this.path = path;
        this.clock = clock;
    }

    /**
     * Reads it for the first time.
     *
     * @throws IllegalArgumentException where it cannot be read, or a line is wrong
     */
    void open() {
        try {
            Seen now = Seen.of(path);
            TokenList read = TokenList.of(Files.readAllLines(path));
            if (!read.problems().isEmpty()) {
                throw new IllegalArgumentException("headgate.auth.tokens-file, %s, is wrong:\n  %s"
                        .formatted(path, String.join("\n  ", read.problems())));
            }
            list = read;
            seen = Optional.of(now);
        } catch (IOException e) {
            throw new IllegalArgumentException("headgate.auth.tokens-file, %s, cannot be read: %s"
                    .formatted(path, e.getClass().getSimpleName()));
        }
    }

    Optional<Principal> whoseIs(String token) {
        if (looking.tryLock()) {
            try {
                look();
            } finally {
                looking.unlock();
            }
        }
        return list.whoseIs(token);
    }

    private void look() {
        if (clock.instant().isBefore(next)) {
            return;
        }
        next = clock.instant().plus(PACE);
        try {
            Seen now = Seen.of(path);
            if (!seen.equals(Optional.of(now)) || told) {
                list = TokenList.of(Files.readAllLines(path));
                seen = Optional.of(now);
                told = false;
                list.problems().forEach(problem -> LOG.errorf("%s: %s; the others count", path, problem));
                LOG.infof("%s was read again: %d tokens", path, list.known().size());
            }
        } catch (IOException e) {
            list = TokenList.EMPTY;
            if (!told) {
                told = true;
                LOG.errorf(
                        "headgate.auth.tokens-file, %s, cannot be read any more (%s): none of its tokens counts until it can",
                        path, e.getClass().getSimpleName());
            }
        }
    }
}
