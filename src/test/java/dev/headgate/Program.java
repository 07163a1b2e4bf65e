package dev.headgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A program that the tests run beside Headgate, and that a machine may lack. */
enum Program {
    CURL("curl", "curl", "curl"),
    NGINX("nginx", "nginx", "nginx-light"),
    PGBOUNCER("PgBouncer", "pgbouncer", "pgbouncer");

    private static final Path DAEMONS = Path.of("/usr/sbin"); // not on everybody's PATH

    private final String title;
    private final String file;
    private final String debianPackage;

    Program(String title, String file, String debianPackage) {
        this.title = title;
        this.file = file;
        this.debianPackage = debianPackage;
    }

    /** Where it is. Without it the test is skipped, but fails where CI is true: a gate must not open by itself. */
    Path path() {
        Optional<Path> path = found();
        String missing = "%s is not installed: apt-get install %s".formatted(title, debianPackage);
        if ("true".equals(System.getenv("CI"))) {
            Assertions.assertTrue(path.isPresent(), missing);
        }
        Assumptions.assumeTrue(path.isPresent(), missing);
        return path.orElseThrow();
    }

    private Optional<Path> found() {
        return Stream.concat(
                        Stream.of(Optional.ofNullable(System.getenv("PATH"))
                                        .orElse("")
                                        .split(":"))
                                .map(Path::of),
                        Stream.of(DAEMONS))
                .map(folder -> folder.resolve(file))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
