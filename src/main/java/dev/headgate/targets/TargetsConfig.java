package dev.headgate.targets;

import dev.headgate.migration.Target.Environment;
import dev.headgate.migration.Target.Mode;
import dev.headgate.migration.Target.OnAhead;
import dev.headgate.migration.Target.Transaction;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The targets, as configured under {@code headgate.targets.<name>}. Known at run time: no rebuild for a new one. */
@ConfigMapping(prefix = "headgate.targets")
public interface TargetsConfig {

    @WithParentName
    Map<String, TargetConfig> targets();

    /** One target. */
    interface TargetConfig {

        /** Where it is: {@code jdbc:postgresql://host:port/database}. No password in it. */
        String jdbcUrl();

        Optional<String> username();

        @WithConverter(Hidden.Written.class)
        Optional<Hidden> password();

        /** A file that holds the password, read anew for each connection, so that rotation needs no restart. */
        Optional<Path> passwordFile();

        /** A JSON file that holds username and password, read anew for each connection: for users that are short-lived. */
        Optional<Path> credentialsFile();

        /** The name under which Quarkus' credentials provider, such as Vault, has password and perhaps user. */
        Optional<String> credentialsProvider();

        /** Which provider, by the name of its bean, where there are several. */
        Optional<String> credentialsProviderName();

        /** The role to work as, which owns what the scripts create; without it, the user. */
        Optional<String> role();

        /** How the connection is encrypted; {@code verify-full} where there is a root certificate. */
        Optional<SslMode> sslmode();

        /** A file with the certificates of the authorities that may vouch for the server (PEM). */
        Optional<Path> sslrootcert();

        /** A file with the certificate that Headgate shows (PEM). */
        Optional<Path> sslcert();

        /** A file with its key (PKCS #8 in PEM or DER), which only Headgate may read, or the driver refuses it. */
        Optional<Path> sslkey();

        /** The managed schemas. */
        @WithDefault("public")
        List<String> schemas();

        /** Where the scripts are: {@code filesystem:<folder>}, {@code classpath:<folder>} or {@code stored}, pushed. */
        String bundle();

        /** What becomes of a folder that changes. */
        @WithDefault("offer")
        BundleChanges bundleChanges();

        /** The ledger's table: Flyway's schema history. */
        @WithDefault("flyway_schema_history")
        String ledgerTable();

        /** The ledger's schema; outside what the first revision creates, or its undo would drop the ledger. */
        @WithDefault("public")
        String ledgerSchema();

        Adopt adopt();

        @WithDefault("full")
        Mode mode();

        /** Whether an app that starts may have it brought to head: in development only. */
        @WithDefault("production")
        Environment environment();

        /** Whether undo scripts may run: they drop data. */
        @WithDefault("false")
        @WithConverter(TrueOrFalse.class)
        boolean downgradeAllowed();

        @WithDefault("compatible")
        OnAhead onAhead();

        /** How long an operation waits for a database that is not there, or takes no writes. */
        @WithDefault("5m")
        @WithConverter(DurationInWords.class)
        Duration waitForDatabase();

        /** How long an operation waits for the target's lock. */
        @WithDefault("60s")
        @WithConverter(DurationInWords.class)
        Duration lockWait();

        /** PostgreSQL's {@code lock_timeout} for scripts; 0 is none. */
        @WithDefault("5s")
        @WithConverter(DurationInWords.class)
        Duration lockTimeout();

        /** PostgreSQL's {@code statement_timeout} for scripts; 0 is none. */
        @WithDefault("0s")
        @WithConverter(DurationInWords.class)
        Duration statementTimeout();

        /** How often a step is tried again that did not get its locks. */
        @WithDefault("10")
        int lockRetries();

        /** How many sessions may wait behind a step before it is taken back; 0 is any number. */
        @WithDefault("20")
        int maxQueued();

        /** For how long more of them may. */
        @WithDefault("2s")
        @WithConverter(DurationInWords.class)
        Duration maxQueuedFor();

        /** What the steps of a plan share. */
        @WithDefault("per-revision")
        Transaction transaction();

        /** How long a connection may take to open. */
        @WithDefault("3s")
        @WithConverter(DurationInWords.class)
        Duration connectTimeout();
    }

    /** PostgreSQL's own (manual, "SSL Support"). */
    enum SslMode {
        DISABLE,
        ALLOW,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL
    }

    /** What becomes of a folder that changes. */
    enum BundleChanges {
        /** It is shown, and a person makes it the active bundle. */
        OFFER,
        /** It becomes the active bundle, if it continues what was applied. */
        ACTIVATE
    }

    /** How a database without a ledger is recognised. Both or neither. */
    interface Adopt {

        /** A relation, such as {@code hosted_model_inference.endpoints}. */
        Optional<String> marker();

        /** The revision that it stands for. */
        Optional<String> at();
    }
}
