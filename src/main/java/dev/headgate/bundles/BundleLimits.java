package dev.headgate.bundles;

/**
 * How large a bundle may be, so that none fills the memory or the disk of Headgate.
 *
 * @param maxSize of what is sent, and of all files together, in bytes
 * @param maxScriptSize of each file, in bytes
 */
public record BundleLimits(long maxSize, long maxScriptSize, int maxFiles) {

    public static final BundleLimits DEFAULT = new BundleLimits(64L << 20, 50L << 20, 10_000);

    private static final String SIZE = "headgate.bundle.max-size";
    private static final String SCRIPT_SIZE = "headgate.bundle.max-script-size";
    private static final String FILES = "headgate.bundle.max-files";
    private static final long KIBIBYTE = 1L << 10;
    private static final long GIBIBYTE = 1L << 30;

    public static BundleLimits of(BundleConfig config) {
        return new BundleLimits(
                config.maxSize().asLongValue(), config.maxScriptSize().asLongValue(), config.maxFiles());
    }

    /**
     * @throws IllegalArgumentException when one is out of bounds; the message names key, value and what is allowed
     */
    void check() {
        check(SIZE, maxSize);
        check(SCRIPT_SIZE, maxScriptSize);
        if (maxFiles < 1 || maxFiles > 100_000) {
            throw new IllegalArgumentException("%s is '%d'; allowed is 1 to 100000".formatted(FILES, maxFiles));
        }
    }

    private static void check(String key, long bytes) {
        if (bytes < KIBIBYTE || bytes > GIBIBYTE) {
            throw new IllegalArgumentException("%s is '%s'; allowed is 1K to 1G".formatted(key, words(bytes)));
        }
    }

    /** What is said when the bundle is too large. */
    String size() {
        return sentence(words(maxSize), SIZE);
    }

    /** What is said when a file is too large. */
    String scriptSize() {
        return sentence(words(maxScriptSize), SCRIPT_SIZE);
    }

    /** What is said when there are too many files. */
    String files() {
        return sentence(maxFiles + " files", FILES);
    }

    /** Of an archive, folders too: these may be many, as they cost little, but not any number. */
    int mostEntries() {
        return 2 * maxFiles + 1000;
    }

    private static String sentence(String value, String key) {
        return "more than %s, which is %s".formatted(value, key);
    }

    private static String words(long bytes) {
        for (int i = 3; i > 0; i--) {
            long unit = 1L << (10 * i);
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + " KMG".substring(i, i + 1);
            }
        }
        return bytes + " bytes";
    }
}
