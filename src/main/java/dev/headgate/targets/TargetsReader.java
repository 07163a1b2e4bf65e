package dev.headgate.targets;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.migration.Adoption;
import dev.headgate.migration.Courtesy;
import dev.headgate.migration.LedgerName;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.operation.BundleSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads targets from the configuration. What SmallRye Config cannot check by type is checked here; all that is wrong is
 * listed at once, each with its key, its value and what is allowed.
 */
public final class TargetsReader {

    private static final String STORED = "stored";
    private static final int MOST = 10_000; // of retries, of sessions
    private static final Pattern SECRET_IN_URL = Pattern.compile("(?i)([?&](user|password|sslpassword)=)|(//.*@)");
    private static final String ENVIRONMENT = "HEADGATE_TARGETS_";
    private static final Pattern OURS_IN_URL = Pattern.compile("(?i)[?&](options|applicationname|sockettimeout)=");
    private static final Pattern RELATION = Pattern.compile("[^.\\s]+(\\.[^.\\s]+)?");

    private final List<String> problems = new ArrayList<>();
    private final Map<TargetName, BundleSource> sources = new TreeMap<>();
    private final Map<TargetName, String> ledgers = new TreeMap<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<TargetName> unverified = new ArrayList<>();

    /**
     * @throws IllegalArgumentException when values are wrong; the message lists all of them and holds no secret
     */
    public TargetsReader(TargetsConfig config) {
        new TreeMap<>(config.targets()).forEach(this::read);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "the configuration of targets is wrong:\n  " + String.join("\n  ", problems));
        }
    }

    public List<Target> targets() {
        return targets;
    }

    /** Where the bundle of each target comes from. */
    public Map<TargetName, BundleSource> sources() {
        return sources;
    }

    /** The environment variables that look as if they configured a target, but reach none. */
    public static List<String> unread(Set<String> environment, List<Target> targets) {
        return environment.stream()
                .filter(name -> name.startsWith(ENVIRONMENT))
                .filter(name -> targets.stream().noneMatch(target -> name.startsWith(variable(target.name()))))
                .sorted()
                .toList();
    }

    /** The targets whose connection could be listened to, or answered by somebody else. */
    public List<TargetName> unverified() {
        return unverified;
    }

    /** Ledgers that several targets share with different bundles: each will find that the others diverge from it. */
    public List<String> sharedLedgers() {
        Map<String, Map<String, TargetName>> bundles = new TreeMap<>();
        targets.forEach(target -> bundles.computeIfAbsent(
                        ledgers.get(target.name()) + " " + target.ledger(), ledger -> new TreeMap<>())
                .putIfAbsent(String.valueOf(sources.get(target.name())), target.name()));
        return bundles.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry ->
                        "%s: %s".formatted(entry.getKey(), entry.getValue().values()))
                .toList();
    }

    private static String variable(TargetName name) {
        return ENVIRONMENT + name.text().toUpperCase(Locale.ROOT).replace('-', '_') + "_";
    }

    private void read(String name, TargetsConfig.TargetConfig config) {
        int before = problems.size();
        String prefix = "headgate.targets." + name;
        checkUrl(prefix + ".jdbc-url", config.jdbcUrl());
        checkCredentials(prefix, config);
        checkRole(prefix + ".role", config);
        new Encryption(config).contradictions().forEach(c -> problem(prefix + "." + c.key(), c.value(), c.allowed()));
        checkBundle(prefix + ".bundle", config.bundle());
        checkSchemas(prefix + ".schemas", config.schemas());
        checkDuration(prefix + ".wait-for-database", config.waitForDatabase());
        checkDuration(prefix + ".lock-wait", config.lockWait());
        checkDuration(prefix + ".lock-timeout", config.lockTimeout());
        checkDuration(prefix + ".statement-timeout", config.statementTimeout());
        checkDuration(prefix + ".max-queued-for", config.maxQueuedFor());
        checkNumber(prefix + ".lock-retries", config.lockRetries());
        checkNumber(prefix + ".max-queued", config.maxQueued());
        checkDuration(prefix + ".connect-timeout", config.connectTimeout());
        Optional<TargetName> targetName = checked(prefix, () -> new TargetName(name));
        Optional<LedgerName> ledger = checked(
                prefix + ".ledger-schema or .ledger-table",
                () -> new LedgerName(config.ledgerSchema(), config.ledgerTable()));
        Optional<Adoption> adoption = adoption(prefix, config.adopt());
        if (problems.size() == before) {
            sources.put(targetName.orElseThrow(), source(config));
            ledgers.put(targetName.orElseThrow(), config.jdbcUrl().replaceFirst("\\?.*", ""));
            if (!new Encryption(config).isVerified()) {
                unverified.add(targetName.orElseThrow());
            }
            targets.add(new Target(
                    targetName.orElseThrow(),
                    config.schemas().stream().map(String::strip).toList(),
                    ledger.orElseThrow(),
                    adoption,
                    config.mode(),
                    config.environment(),
                    config.downgradeAllowed(),
                    config.onAhead(),
                    config.waitForDatabase(),
                    config.lockWait(),
                    config.transaction(),
                    new Courtesy(
                            config.lockTimeout(),
                            config.statementTimeout(),
                            config.lockRetries(),
                            config.maxQueued(),
                            config.maxQueuedFor())));
        }
    }

    private void checkUrl(String key, String url) {
        if (SECRET_IN_URL.matcher(url).find()) {
            problems.add(key + " holds a user or a password (not shown); put them into .username and .password-file");
        } else if (!url.startsWith("jdbc:postgresql:")) {
            problem(key, url, "jdbc:postgresql://<host>:<port>/<database>");
        } else if (OURS_IN_URL.matcher(url).find()) {
            problem(
                    key,
                    url,
                    "a URL without options=, ApplicationName= and socketTimeout=: Headgate sets those itself; use .lock-timeout and .statement-timeout");
        }
    }

    private void checkCredentials(String prefix, TargetsConfig.TargetConfig config) {
        if (Stream.of(config.password(), config.passwordFile(), config.credentialsFile(), config.credentialsProvider())
                        .filter(Optional::isPresent)
                        .count()
                > 1) {
            problems.add(
                    "several of %s.password, .password-file, .credentials-file and .credentials-provider are set; allowed is one of them"
                            .formatted(prefix));
        }
        config.credentialsProviderName()
                .filter(name -> config.credentialsProvider().isEmpty())
                .ifPresent(name ->
                        problem(prefix + ".credentials-provider-name", name, "to go with .credentials-provider"));
        checkReadable(prefix + ".password-file", config.passwordFile());
        checkReadable(prefix + ".credentials-file", config.credentialsFile());
    }

    private void checkReadable(String key, Optional<Path> file) {
        file.filter(path -> !Files.isReadable(path))
                .ifPresent(path -> problem(key, path.toString(), "a file that can be read"));
    }

    private void checkRole(String key, TargetsConfig.TargetConfig config) {
        config.role()
                .filter(role -> role.isBlank() || role.equals("none") || role.getBytes(UTF_8).length > 63)
                .ifPresent(role -> problem(key, role, "the name of a role, of 1 to 63 bytes"));
    }

    private static BundleSource source(TargetsConfig.TargetConfig config) {
        return config.bundle().equals(STORED)
                ? new BundleSource.Stored()
                : new BundleSource.Place(
                        config.bundle(), config.bundleChanges() == TargetsConfig.BundleChanges.ACTIVATE);
    }

    private void checkBundle(String key, String location) {
        if (!location.equals(STORED) && !location.matches("(filesystem|classpath):.+")) {
            problem(key, location, "filesystem:<folder>, classpath:<folder> or stored");
        }
    }

    private void checkSchemas(String key, List<String> schemas) {
        if (schemas.isEmpty()
                || schemas.stream().anyMatch(s -> s.isBlank() || s.strip().startsWith("pg_"))) {
            problem(key, String.join(",", schemas), "one or more schemas of your own, separated by commas");
        }
    }

    private void checkDuration(String key, Duration duration) {
        if (duration.isNegative() || duration.compareTo(Duration.ofDays(1)) > 0) {
            problem(key, duration.toString(), "0s to 24h");
        }
    }

    private void checkNumber(String key, int number) {
        if (number < 0 || number > MOST) {
            problem(key, String.valueOf(number), "0 to " + MOST);
        }
    }

    private Optional<Adoption> adoption(String prefix, TargetsConfig.Adopt adopt) {
        if (adopt.marker().isPresent() != adopt.at().isPresent()) {
            problems.add("%s.adopt.marker and .adopt.at go together; allowed is both or neither".formatted(prefix));
            return Optional.empty();
        }
        adopt.marker()
                .filter(marker -> !RELATION.matcher(marker).matches())
                .ifPresent(marker -> problem(prefix + ".adopt.marker", marker, "a relation, such as shop.orders"));
        return adopt.marker()
                .flatMap(marker -> adopt.at()
                        .flatMap(at -> checked(prefix + ".adopt.at", () -> new Adoption(marker, Version.of(at)))));
    }

    private <T> Optional<T> checked(String key, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (IllegalArgumentException e) {
            problems.add(key + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private void problem(String key, String value, String allowed) {
        problems.add("%s is '%s'; allowed is %s".formatted(key, value, allowed));
    }
}
