package dev.headgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A program that the tests run beside Headgate, and that a machine may lack. */
enum Program {
    BUSYBOX("BusyBox", "busybox", "busybox"),
    CURL("curl", "curl", "curl"),
    NGINX("nginx", "nginx", "nginx-light"),
    PGBOUNCER("PgBouncer", "pgbouncer", "pgbouncer"),
    TAR("tar", "tar", "tar");

    private static final Path DAEMONS = Path.of("/usr/sbin"); // not on everybody's PATH

    private final String title;
    private final String file;
    private final String debianPackage;

    Program(String title, String file, String debianPackage) {
        this.title = title;
        this.file = file;
        this.debianPackage = debianPackage;
    }

    /** Where it is, if it is. */
    Optional<Path> path() {
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

    /** What to do where it is not. */
    String missing() {
        return "%s is not installed: apt-get install %s".formatted(title, debianPackage);
    }

    /** This program with these arguments. */
    List<String> with(String... arguments) {
        return Stream.concat(path().map(Path::toString).stream(), Stream.of(arguments))
                .toList();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
