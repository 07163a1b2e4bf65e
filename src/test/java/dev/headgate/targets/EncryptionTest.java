package dev.headgate.targets;

import static dev.headgate.targets.GuardedServer.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.migration.Facts;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Target;
import dev.headgate.postgres.PostgresDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is trusted, on a server with a certificate for localhost. */
final class EncryptionTest {

    private static final String ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    private static GuardedServer server;

    @TempDir
    static Path folder;

    @BeforeAll
    static void serve() throws Exception {
        server = new GuardedServer(folder);
        server.execute("CREATE ROLE certified LOGIN");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void anAuthorityThatVouchesForTheServerIsEnough() throws SQLException {
        Map<String, String> settings = Map.of("username", "postgres", "sslrootcert", server.trusted());

        try (TargetConnections connections = server.connections(settings)) {
            Target target = server.target(settings);
            try (Connection session = connections.open(target, "test");
                    Connection facts = connections.forFacts(target)) {
                assertThat(ask(session, ENCRYPTED)).isEqualTo("t");
                assertThat(ask(facts, ENCRYPTED)).isEqualTo("t");
            }
            assertThat(new PostgresDatabases(connections, Clock.systemUTC()).read(target))
                    .isInstanceOf(Facts.class);
        }
    }

    /** It does not mend itself, so nobody waits for it. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    localhost | verify-full | false | certificate_unknown
                    localhost | verify-ca   | false | certificate_unknown
                    127.0.0.1 | verify-full | true  | 127.0.0.1
                    """)
    void whoIsNotTrustedIsRefusedAtOnce(String host, String mode, boolean known, String why) {
        Reading reading = read(Map.of(
                "jdbc-url",
                server.at(host),
                "username",
                "postgres",
                "sslmode",
                mode,
                "sslrootcert",
                known ? server.trusted() : server.stranger()));

        assertThat(reading).isInstanceOfSatisfying(Reading.Unreachable.class, unreachable -> {
            assertThat(unreachable.why()).contains(why);
            assertThat(unreachable.passing()).isFalse();
        });
    }

    @Test
    void anotherNameOfTheHostIsAllRightForVerifyCa() {
        assertThat(read(Map.of(
                        "jdbc-url",
                        server.at("127.0.0.1"),
                        "username",
                        "postgres",
                        "sslmode",
                        "verify-ca",
                        "sslrootcert",
                        server.trusted())))
                .isInstanceOf(Facts.class);
    }

    @Test
    void aServerWithoutEncryptionIsRefusedAtOnce() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuseEncryption(socket));
            Reading reading = read(Map.of(
                    "jdbc-url", "jdbc:postgresql://localhost:%d/shop".formatted(socket.getLocalPort()),
                    "sslrootcert", server.trusted()));

            assertThat(reading).isInstanceOfSatisfying(Reading.Unreachable.class, unreachable -> {
                assertThat(unreachable.why()).contains("SSL");
                assertThat(unreachable.passing()).isFalse();
            });
        }
    }

    @Test
    void aCertificateOfOnesOwnLogsIn() throws SQLException {
        Map<String, String> settings = Map.of(
                "username", "certified",
                "sslrootcert", server.trusted(),
                "sslcert", server.file("certified.crt"),
                "sslkey", server.file("certified.key"));

        try (TargetConnections connections = server.connections(settings);
                Connection session = connections.open(server.target(settings), "test")) {
            assertThat(ask(session, "SELECT current_user")).isEqualTo("certified");
        }
    }

    @Test
    void withoutItTheServerRefuses() {
        Reading reading = read(Map.of("username", "certified", "sslrootcert", server.trusted()));

        assertThat(reading).isInstanceOfSatisfying(Reading.Unreachable.class, unreachable -> {
            assertThat(unreachable.why()).contains("certificate");
            assertThat(unreachable.passing()).isFalse();
        });
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    ?sslmode=require | sslmode | verify-full | headgate.targets.guarded.sslmode is 'verify-full'; allowed is to set it here or in .jdbc-url, not in both
                    ?ssl=true        | sslmode | prefer      | not in both
                    ''               | sslrootcert | /none   | headgate.targets.guarded.sslrootcert is '/none'; allowed is a file that can be read
                    ?sslmode=require | sslrootcert | pom.xml | allowed is verify-ca or verify-full with .sslrootcert
                    ''               | sslcert | pom.xml     | allowed is both or neither
                    """)
    void whatContradictsItselfIsRefused(String query, String key, String value, String why) {
        assertThatThrownBy(() -> server.target(Map.of("jdbc-url", server.at("localhost") + query, key, value)))
                .hasMessageContaining(why);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    jdbc:postgresql://db/a                        | prefer      | false
                    jdbc:postgresql://db/a                        | verify-full | true
                    jdbc:postgresql://db/a?sslmode=verify-full    | prefer      | true
                    jdbc:postgresql://db/a?sslmode=require        | verify-full | false
                    jdbc:postgresql://db/a?ssl=true               |             | true
                    jdbc:postgresql://db/a?ssl=false              |             | false
                    jdbc:postgresql://db/a?tcpKeepAlive=true&ssl  |             | true
                    jdbc:postgresql://db/a                        |             | false
                    """)
    void whatIsVerifiedIsTold(String url, String mode, boolean verified) {
        assertThat(Encryption.isVerified(url, Optional.ofNullable(mode))).isEqualTo(verified);
    }

    private static Reading read(Map<String, String> settings) {
        try (TargetConnections connections = server.connections(settings)) {
            return new PostgresDatabases(connections, Clock.systemUTC()).read(server.target(settings));
        }
    }

    private static void refuseEncryption(ServerSocket socket) {
        try {
            while (true) {
                try (Socket client = socket.accept()) {
                    client.getInputStream().readNBytes(8);
                    client.getOutputStream().write('N');
                }
            }
        } catch (IOException e) {
            Thread.currentThread().interrupt(); // the test has ended
        }
    }
}
