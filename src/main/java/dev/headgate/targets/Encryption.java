package dev.headgate.targets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGProperty;

/**
 * How a connection is encrypted, in PostgreSQL's own words (manual, "SSL Support"; jdbc.postgresql.org, "Using SSL"), of
 * keys or of the URL. The driver reads the files for each connection, so that new ones need no restart.
 */
final class Encryption {

    private static final String FILE = "a file that can be read";
    private static final Pattern SSL_IN_URL = Pattern.compile("[?&]ssl(=(true)?)?(&|$)");

    private final TargetsConfig.TargetConfig config;

    Encryption(TargetsConfig.TargetConfig config) {
        this.config = config;
    }

    /** Whether nobody can listen, and nobody else can answer. */
    boolean isVerified() {
        return mode().equals(Optional.of("verify-full"));
    }

    /** The same for a URL and the driver's properties, such as the store's. */
    static boolean isVerified(String url, Optional<String> mode) {
        return inUrl(url, "sslmode")
                .or(() -> mode)
                .or(() -> SSL_IN_URL.matcher(url).find() ? Optional.of("verify-full") : Optional.empty())
                .equals(Optional.of("verify-full"));
    }

    /** For the driver; what is in the URL it finds by itself. */
    void tell(Properties properties) {
        mode().ifPresent(mode -> PGProperty.SSL_MODE.set(properties, mode));
        files().forEach((key, file) -> properties.setProperty(key, file.toString()));
    }

    /** What contradicts itself: the key, its value and what is allowed. */
    List<Contradiction> contradictions() {
        List<Contradiction> found = new ArrayList<>();
        configured().forEach((key, value) -> {
            if (inUrl(config.jdbcUrl(), key).isPresent()
                    || (key.equals("sslmode")
                            && SSL_IN_URL.matcher(config.jdbcUrl()).find())) {
                found.add(new Contradiction(key, value, "to set it here or in .jdbc-url, not in both"));
            }
        });
        files().forEach((key, file) -> {
            if (!Files.isReadable(file)) {
                found.add(new Contradiction(key, file.toString(), FILE));
            }
        });
        if (config.sslrootcert().isPresent()
                && mode().filter(m -> m.startsWith("verify-")).isEmpty()) {
            found.add(new Contradiction(
                    "sslmode",
                    mode().orElse(""),
                    "verify-ca or verify-full with .sslrootcert, which no other looks at"));
        }
        if (config.sslcert().isPresent() != config.sslkey().isPresent()) {
            found.add(new Contradiction("sslcert", "alone, or .sslkey is", "both or neither"));
        }
        return found;
    }

    /** Two settings that cannot both be meant. */
    record Contradiction(String key, String value, String allowed) {}

    private Optional<String> mode() {
        return inUrl(config.jdbcUrl(), "sslmode")
                .or(() -> config.sslmode().map(Encryption::word))
                .or(this::implied);
    }

    /** Who names an authority wants it asked. */
    private Optional<String> implied() {
        return config.sslrootcert().isPresent()
                        || SSL_IN_URL.matcher(config.jdbcUrl()).find()
                ? Optional.of("verify-full")
                : Optional.empty();
    }

    private Map<String, String> configured() {
        Map<String, String> set = new TreeMap<>();
        config.sslmode().ifPresent(mode -> set.put("sslmode", word(mode)));
        files().forEach((key, file) -> set.put(key, file.toString()));
        return set;
    }

    private Map<String, Path> files() {
        Map<String, Path> files = new TreeMap<>();
        config.sslrootcert().ifPresent(file -> files.put("sslrootcert", file));
        config.sslcert().ifPresent(file -> files.put("sslcert", file));
        config.sslkey().ifPresent(file -> files.put("sslkey", file));
        return files;
    }

    private static String word(TargetsConfig.SslMode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<String> inUrl(String url, String key) {
        Matcher found = Pattern.compile("[?&]" + key + "=([^&]*)").matcher(url);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
