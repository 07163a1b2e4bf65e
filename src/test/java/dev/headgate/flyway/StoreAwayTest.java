package dev.headgate.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import dev.headgate.migration.Given;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import dev.headgate.migration.Text;
import dev.headgate.migration.Version;
import dev.headgate.operation.Connections;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A large script, which is read from the store whenever it runs, and a store that goes away meanwhile. */
class StoreAwayTest {

    private static EmbeddedServer server;

    @BeforeAll
    static void serve() {
        server = EmbeddedServer.start();
        Flyway.configure().load(); // as the store's at the start of Headgate: until one is made, Flyway keeps its log
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void troubleOfTheStoreIsNoTroubleOfTheScript(int reads) {
        Script script = new Script("V1__large.sql", new Torn(reads), 1, Optional.empty());
        Step step = new Step.Forward(new Revision(Version.of("1"), "large", script, Optional.empty(), Phase.CONTRACT));

        Refused refused = Assertions.catchThrowableOfType(
                Refused.class, () -> new FlywayEngine(new Direct()).outline(Given.target(""), List.of(step), 0));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
    }

    /** Of which nothing more can be read after so many reads. */
    private record Torn(int reads) implements Text {

        private static final String SQL = "SELECT 1;\n".repeat(50_000);

        @Override
        public Reader open() {
            if (reads == 0) {
                throw away();
            }
            return new FilterReader(new StringReader(SQL)) {

                private int left = reads;

                @Override
                public int read(char[] into, int offset, int length) throws IOException {
                    if (left-- == 0) {
                        throw away();
                    }
                    return super.read(into, offset, length);
                }
            };
        }

        private static Refused away() {
            return Refusal.of(Reason.STORE_UNAVAILABLE, "Headgate's store does not answer")
                    .thrown();
        }

        @Override
        public long bytes() {
            return SQL.length();
        }

        @Override
        public Optional<String> held() {
            return Optional.empty();
        }
    }

    private static final class Direct implements Connections {

        @Override
        public Connection forFacts(Target target) throws SQLException {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(server.url("postgres"));
            source.setUser(EmbeddedServer.USER);
            return source.getConnection();
        }

        @Override
        public void forget(Target target) {}

        @Override
        public Connection open(Target target, String session) {
            throw new UnsupportedOperationException();
        }
    }
}
