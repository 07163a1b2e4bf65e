package dev.headgate.postgres;

import dev.headgate.migration.Courtesy;
import dev.headgate.migration.LedgerName;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/** Sessions of one user in one database, without a pool. */
record DirectConnections(String url, String user) implements Connections {

    /** A target there, with a ledger of this name. Its statements wait as long as they must. */
    static Target target(String table) {
        return new Target(
                new TargetName("test"),
                List.of("public"),
                new LedgerName("public", table),
                Optional.empty(),
                Target.Mode.FULL,
                Target.Environment.PRODUCTION,
                false,
                Target.OnAhead.REFUSE,
                Duration.ZERO,
                Duration.ZERO,
                Target.Transaction.PER_REVISION,
                new Courtesy(Duration.ZERO, Duration.ZERO, 0, 0, Duration.ZERO));
    }

    @Override
    public Connection forFacts(Target target) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setApplicationName("headgate/facts");
        source.setOptions("-c default_transaction_read_only=on -c statement_timeout=" + FACTS_SECONDS * 1000);
        return source.getConnection();
    }

    @Override
    public void forget(Target target) {
        // There is no pool.
    }

    @Override
    public Connection open(Target target, String session) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("ApplicationName", session);
        return new Driver().connect(url, properties);
    }
}
