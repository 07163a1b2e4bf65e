package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A real proxy on a free port of this machine, in the foreground of a process that ends with the test. */
final class Proxy implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final int port;

    private Proxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * PgBouncer in front of a PostgreSQL server.
     *
     * @param poolMode {@code session}, {@code transaction} or {@code statement}
     * @param ignored the start-up parameters that it passes over, comma separated; others that it does not know it refuses
     */
    static Proxy pgBouncer(Path folder, String poolMode, String ignored, int server) {
        int port = Program.freePort();
        String config =
                """
                [databases]
                * = host=%1$s port=%2$d user=postgres
                [pgbouncer]
                listen_addr = %1$s
                listen_port = %3$d
                unix_socket_dir =
                auth_type = any
                pool_mode = %4$s
                ignore_startup_parameters = %5$s
                %6$s
                """.formatted(HOST, server, port, poolMode, ignored, isRoot() ? "user = " + somebodyElse() : "");
        Path file = written(folder.resolve("pgbouncer-%d.ini".formatted(port)), config);
        return start(Program.PGBOUNCER.with(file.toString()), port);
    }

    /** nginx in front of an HTTP server; it cuts whatever says nothing for so long. */
    static Proxy nginx(Path folder, Duration longestSilence, int server) {
        int port = Program.freePort();
        String config = """
                daemon off;
                master_process off; # one process, so that whoever runs the test stays who he is
                pid nginx-%3$d.pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxied;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    keepalive_timeout %4$ds;
                    send_timeout %4$ds;
                    server {
                        listen %1$s:%3$d;
                        location / {
                            proxy_pass http://%1$s:%2$d;
                            proxy_read_timeout %4$ds;
                            proxy_send_timeout %4$ds;
                        }
                    }
                }
                """.formatted(HOST, server, port, longestSilence.toSeconds());
        Path file = written(folder.resolve("nginx-%d.conf".formatted(port)), config);
        return start(Program.NGINX.with("-p", folder.toString(), "-e", "stderr", "-c", file.toString()), port);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    private static Proxy start(List<String> command, int port) {
        try {
            Path log = Files.createTempFile("proxy", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .failFast(() -> assertThat(process.isAlive())
                            .as("%s: %s", command, Files.readString(log))
                            .isTrue())
                    .until(() -> listens(port));
            return new Proxy(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path written(Path file, String content) {
        try {
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PgBouncer refuses to be root. */
    private static String somebodyElse() {
        try {
            Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres");
            return "postgres";
        } catch (UserPrincipalNotFoundException e) {
            return "nobody";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
