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
public enum Program {
    BUSYBOX("BusyBox", "busybox", "apt-get install busybox"),
    CHROMIUM("Chromium", "chromium", "apt-get install chromium"),
    CURL("curl", "curl", "apt-get install curl"),
    KUSTOMIZE("Kustomize", "kustomize", "src/test/kustomize/install"),
    NGINX("nginx", "nginx", "apt-get install nginx-light"),
    PGBOUNCER("PgBouncer", "pgbouncer", "apt-get install pgbouncer"),
    PROMTOOL("promtool", "promtool", "apt-get install prometheus"),
    SCHEMATHESIS("Schemathesis", "schemathesis", "src/test/fuzz/install"),
    TAR("tar", "tar", "apt-get install tar");

    private static final Path DAEMONS = Path.of("/usr/sbin"); // not on everybody's PATH
    private static final Path VENV =
            Path.of("target", "schemathesis", "bin").toAbsolutePath(); // where its installation puts it
    private static final Path BUILT =
            Path.of("target", "go", "bin").toAbsolutePath(); // and where those do that are built

    private final String title;
    private final String file;
    private final String installation;

    /**
     * @param file what it is called
     * @param installation the command that brings it
     */
    Program(String title, String file, String installation) {
        this.title = title;
        this.file = file;
        this.installation = installation;
    }

    /** Where it is, if it is. */
    public Optional<Path> path() {
        return Stream.concat(
                        Stream.of(Optional.ofNullable(System.getenv("PATH"))
                                        .orElse("")
                                        .split(":"))
                                .map(Path::of),
                        Stream.of(DAEMONS, VENV, BUILT))
                .map(folder -> folder.resolve(file))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What to do where it is not. */
    String missing() {
        return "%s is not installed: %s".formatted(title, installation);
    }

    /** This program with these arguments. */
    public List<String> with(String... arguments) {
        return Stream.concat(path().map(Path::toString).stream(), Stream.of(arguments))
                .toList();
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
