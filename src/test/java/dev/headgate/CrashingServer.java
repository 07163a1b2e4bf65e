package dev.headgate;

import dev.headgate.dev.EmbeddedServer;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL server that crashes when it is told to, and recovers. */
final class CrashingServer implements AutoCloseable {

    private final EmbeddedServer server = EmbeddedServer.start();
    private final String folder;
    private final String control;
    private final Path log;

    /** @param log what the server says after its first crash is added to this file */
    CrashingServer(Path log) throws SQLException, IOException {
        this.log = log;
        try (Connection connection = DriverManager.getConnection(server.url("postgres"), EmbeddedServer.USER, "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW data_directory")) {
            row.next();
            folder = row.getString(1);
        }
        String commandLine = Files.readString(Path.of(folder, "postmaster.opts"));
        control = Path.of(commandLine.substring(0, commandLine.indexOf(" \"")))
                .resolveSibling("pg_ctl")
                .toString();
    }

    String create(String database) throws SQLException {
        return server.create(database);
    }

    int port() {
        return server.port();
    }

    /** Immediate mode: every session is dropped as it stands, and the next start recovers from the log. */
    void crash() {
        control("stop", "-m", "immediate");
    }

    /** Starts it with the command line it had, which of pg_ctl's verbs only restart remembers. */
    void recover() {
        control("restart");
    }

    /** Starts it as a standby that has lost its primary: it can be read, and takes no writes. */
    void recoverAsStandby() throws IOException {
        Files.createFile(Path.of(folder, "standby.signal"));
        recover();
    }

    /** From standby to primary. */
    void promote() {
        control("promote");
    }

    @Override
    public void close() throws IOException {
        Traces.stop(server);
    }

    private void control(String... verb) {
        // As root in a user name space, as the embedded server itself: PostgreSQL refuses to be root.
        Stream<String> asSomebody = LinuxUtils.isUnshareAvailable() ? Stream.of("unshare", "-U") : Stream.of();
        List<String> command = Stream.of(
                        asSomebody, Stream.of(control, "--pgdata", folder, "--wait", "--silent"), Stream.of(verb))
                .flatMap(words -> words)
                .toList();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (process.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("%s failed:%n%s".formatted(command, Files.readString(log)));
            }
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", command), e);
        }
    }
}
