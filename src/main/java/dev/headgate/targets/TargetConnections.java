package dev.headgate.targets;

import dev.headgate.migration.Target;
import dev.headgate.operation.Connections;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Sessions on targets.
 *
 * <p>Time-outs go as connection options, which a script's RESET cannot wipe. Keep-alives are short, so that a client
 * that vanished without a word is noticed by the server in seconds (PostgreSQL manual, "TCP Settings").
 */
public final class TargetConnections implements Connections, AutoCloseable {

    private static final String KEEP_ALIVE =
            "-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3 -c tcp_user_timeout=7000";
    private static final int POOL = 8; // per target; sixteen callers share them, since each has one for a millisecond
    /** The driver makes its sockets by a class's name; of one that is reloaded, as in the dev profile, it knows nothing. */
    private static final boolean DRIVER_SEES_US =
            Driver.class.getClassLoader() == ShortKeepAlive.class.getClassLoader();

    private static final ExceptionSorter SORTER = new PostgreSQLExceptionSorter();

    private final TargetsConfig config;
    private final Map<String, AgroalDataSource> pools = new ConcurrentHashMap<>();
    private final Driver driver = new Driver();

    public TargetConnections(TargetsConfig config) {
        this.config = config;
    }

    @Override
    public DataSource forFacts(Target target) {
        return Optional.ofNullable(pools.computeIfAbsent(target.name().text(), name -> pool(target)))
                .orElseThrow();
    }

    @Override
    public void forget(Target target) {
        Optional.ofNullable(pools.get(target.name().text()))
                .ifPresent(pool -> pool.flush(AgroalDataSource.FlushMode.IDLE));
    }

    @Override
    public Connection open(Target target, String session) throws SQLException {
        TargetsConfig.TargetConfig configured = configOf(target);
        Properties properties = properties(configured, session, timeouts(target));
        configured.username().ifPresent(user -> PGProperty.USER.set(properties, user));
        try {
            password(configured).ifPresent(password -> properties.putAll(password.asProperties()));
        } catch (UncheckedIOException e) {
            throw new SQLException(e.getMessage(), "28000", e);
        }
        return Optional.ofNullable(driver.connect(configured.jdbcUrl(), properties))
                .orElseThrow(
                        () -> new SQLException("the URL of %s is not PostgreSQL's".formatted(target.name()), "08001"));
    }

    @Override
    public void close() {
        pools.values().forEach(AgroalDataSource::close);
    }

    private AgroalDataSource pool(Target target) {
        TargetsConfig.TargetConfig configured = configOf(target);
        Properties properties = properties(
                configured,
                "headgate/facts",
                "-c default_transaction_read_only=on -c statement_timeout=" + FACTS_SECONDS * 1000);
        PGProperty.SOCKET_TIMEOUT.set(properties, FACTS_SECONDS + 1);
        AgroalDataSourceConfigurationSupplier supplier = new AgroalDataSourceConfigurationSupplier();
        supplier.metricsEnabled(false)
                .connectionPoolConfiguration(pool -> pool.maxSize(POOL)
                        .acquisitionTimeout(Duration.ofSeconds(FACTS_SECONDS))
                        .reapTimeout(Duration.ofMinutes(1))
                        .exceptionSorter(SORTER)
                        .connectionFactoryConfiguration(factory -> {
                            factory.connectionProviderClass(Driver.class).jdbcUrl(configured.jdbcUrl());
                            properties
                                    .stringPropertyNames()
                                    .forEach(key -> factory.jdbcProperty(key, properties.getProperty(key)));
                            configured.username().ifPresent(user -> factory.principal(new NamePrincipal(user)));
                            password(configured).ifPresent(factory::credential);
                            return factory;
                        }));
        try {
            return AgroalDataSource.from(supplier);
        } catch (SQLException e) {
            throw new IllegalStateException("no pool for " + target.name(), e);
        }
    }

    private TargetsConfig.TargetConfig configOf(Target target) {
        return Optional.ofNullable(config.targets().get(target.name().text())).orElseThrow();
    }

    private static String timeouts(Target target) {
        return "-c lock_timeout=%d -c statement_timeout=%d"
                .formatted(
                        target.courtesy().lockTimeout().toMillis(),
                        target.courtesy().statementTimeout().toMillis());
    }

    private static Properties properties(TargetsConfig.TargetConfig configured, String session, String options) {
        Properties properties = new Properties();
        PGProperty.APPLICATION_NAME.set(properties, session);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        if (DRIVER_SEES_US) {
            PGProperty.SOCKET_FACTORY.set(properties, ShortKeepAlive.class.getName());
        }
        int connectSeconds = (int) Math.max(1, configured.connectTimeout().toSeconds());
        PGProperty.CONNECT_TIMEOUT.set(properties, connectSeconds);
        PGProperty.LOGIN_TIMEOUT.set(properties, connectSeconds);
        PGProperty.OPTIONS.set(properties, KEEP_ALIVE + " " + options);
        return properties;
    }

    private static Optional<SimplePassword> password(TargetsConfig.TargetConfig configured) {
        return configured
                .passwordFile()
                .<SimplePassword>map(PasswordFile::new)
                .or(() -> configured.password().map(SimplePassword::new));
    }
}
