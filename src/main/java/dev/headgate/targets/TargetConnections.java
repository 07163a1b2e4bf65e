package dev.headgate.targets;

import dev.headgate.migration.Target;
import dev.headgate.operation.Connections;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.credentials.CredentialsProvider;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
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

    /** Users that are made for an hour, as Vault's database engine does, are gone afterwards; sessions of theirs are not. */
    private static final Duration SHORT_LIFE = Duration.ofMinutes(5);

    private static final Duration CREDENTIALS = Duration.ofSeconds(2); // on top of what a connection may take

    private static final ExceptionSorter SORTER = new PostgreSQLExceptionSorter();

    private final TargetsConfig config;
    private final Providers providers;
    private final Map<String, AgroalDataSource> pools = new ConcurrentHashMap<>();
    private final Driver driver = new Driver();

    /**
     * @throws IllegalArgumentException when a credentials provider is configured that is not there; the message names the key
     */
    public TargetConnections(TargetsConfig config, Providers providers) {
        this.config = config;
        this.providers = providers;
        config.targets().forEach((name, target) -> provider(name, target));
    }

    /** Quarkus' credentials providers. */
    @FunctionalInterface
    public interface Providers {

        /**
         * @param bean its name; the only one there is, without
         * @throws RuntimeException when there is none, or several
         */
        CredentialsProvider named(Optional<String> bean);
    }

    @Override
    public Connection forFacts(Target target) throws SQLException {
        AgroalDataSource pool = Optional.ofNullable(
                        pools.computeIfAbsent(target.name().text(), name -> pool(target)))
                .orElseThrow();
        TargetsConfig.TargetConfig configured = configOf(target);
        try {
            return pool.getConnection();
        } catch (NoCredentials e) {
            throw e.asSql();
        } catch (SQLException e) {
            throw explained(configured, e, configured.username().orElse("the user"));
        }
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
            credentials(target.name().text(), configured)
                    .ifPresent(credentials -> properties.putAll(credentials.asProperties()));
        } catch (NoCredentials e) {
            throw e.asSql();
        }
        try {
            return owned(connect(target, configured, properties), configured);
        } catch (SQLException e) {
            throw explained(configured, e, PGProperty.USER.getOrDefault(properties));
        }
    }

    private Connection connect(Target target, TargetsConfig.TargetConfig configured, Properties properties)
            throws SQLException {
        return Optional.ofNullable(driver.connect(configured.jdbcUrl(), properties))
                .orElseThrow(
                        () -> new SQLException("the URL of %s is not PostgreSQL's".formatted(target.name()), "08001"));
    }

    private static Connection owned(Connection connection, TargetsConfig.TargetConfig configured) throws SQLException {
        if (configured.role().isPresent()) {
            try {
                new OwnerRole(configured.role().get()).take(connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    private static SQLException explained(
            TargetsConfig.TargetConfig configured, SQLException e, @Nullable String user) {
        return configured
                .role()
                .map(role -> new OwnerRole(role)
                        .explained(e, Optional.ofNullable(user).orElse("the user")))
                .orElse(e);
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
                        .maxLifetime(isShortLived(configured) ? SHORT_LIFE : Duration.ZERO)
                        .exceptionSorter(SORTER)
                        .connectionFactoryConfiguration(factory -> {
                            factory.connectionProviderClass(Driver.class).jdbcUrl(configured.jdbcUrl());
                            properties
                                    .stringPropertyNames()
                                    .forEach(key -> factory.jdbcProperty(key, properties.getProperty(key)));
                            configured.username().ifPresent(user -> factory.principal(new NamePrincipal(user)));
                            credentials(target.name().text(), configured).ifPresent(factory::credential);
                            configured.role().ifPresent(role -> factory.initialSql(new OwnerRole(role).statement()));
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
        PGProperty.OPTIONS.set(
                properties,
                KEEP_ALIVE + " " + options
                        + configured
                                .role()
                                .map(role -> " " + new OwnerRole(role).option())
                                .orElse(""));
        new Encryption(configured).tell(properties);
        return properties;
    }

    private Optional<SimplePassword> credentials(String name, TargetsConfig.TargetConfig configured) {
        return provider(name, configured)
                .<SimplePassword>map(provider -> new ProvidedCredentials(
                        provider,
                        configured.credentialsProvider().orElseThrow(),
                        configured.connectTimeout().plus(CREDENTIALS)))
                .or(() -> configured.credentialsFile().map(CredentialsFile::new))
                .or(() -> configured.passwordFile().map(PasswordFile::new))
                .or(() -> configured.password().map(Hidden::word).map(SimplePassword::new));
    }

    private static boolean isShortLived(TargetsConfig.TargetConfig configured) {
        return configured.credentialsProvider().isPresent()
                || configured.credentialsFile().isPresent();
    }

    private Optional<CredentialsProvider> provider(String name, TargetsConfig.TargetConfig configured) {
        try {
            return configured
                    .credentialsProvider()
                    .map(credentials -> providers.named(configured.credentialsProviderName()));
        } catch (RuntimeException e) { // Quarkus' own, which names no key
            throw new IllegalArgumentException(
                    "headgate.targets.%s.credentials-provider needs a credentials provider%s; there is none, or more than one"
                            .formatted(
                                    name,
                                    configured
                                            .credentialsProviderName()
                                            .map(" of the name %s"::formatted)
                                            .orElse(", or .credentials-provider-name")),
                    e);
        }
    }
}
