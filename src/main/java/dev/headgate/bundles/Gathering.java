package dev.headgate.bundles;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of a bundle as they are found, one after another, held to the rules and the limits. */
final class Gathering {

    private static final BundleFile NOTHING = new BundleFile(0, InputStream::nullInputStream);

    private final BundleLimits limits;
    private final Problems problems;
    private final FilePaths paths;
    private final Map<String, BundleFile> files = new TreeMap<>();
    private int found = 0;
    private int entries = 0;
    private long bytes = 0;

    Gathering(BundleLimits limits, Problems problems) {
        this.limits = limits;
        this.problems = problems;
        this.paths = new FilePaths(problems);
    }

    /** The path inside the bundle of a file that was found, or nothing where its content is not asked for. */
    Optional<String> found(String name) throws PastLimit {
        count();
        return paths.take(name);
    }

    /** Something was found that has no content of its own. */
    void foundOther(String name, String sentence) throws PastLimit {
        count();
        paths.refuse(name, sentence);
    }

    void foundFolder(String name) throws PastLimit {
        countEntry();
        paths.folder(name);
    }

    void add(String path, BundleFile file) throws PastLimit {
        boolean fits = file.length() <= limits.maxScriptSize();
        files.put(path, fits ? file : NOTHING);
        if (!fits) {
            problems.limit(path, "it has " + limits.scriptSize());
        }
        spend(file.length());
    }

    /** Counts bytes that came, whatever becomes of them. */
    void spend(long came) throws PastLimit {
        bytes += came;
        if (bytes > limits.maxSize()) {
            throw new PastLimit("its files together have " + limits.size());
        }
    }

    /** A file of the bundle cannot be had; that it is there keeps others from being found alone. */
    void spoiled(String path, String sentence) {
        problems.add(path, sentence);
        files.put(path, NOTHING);
    }

    Map<String, BundleFile> files() {
        return files;
    }

    private void count() throws PastLimit {
        if (++found > limits.maxFiles()) {
            throw new PastLimit("it has " + limits.files());
        }
        countEntry();
    }

    private void countEntry() throws PastLimit {
        if (++entries > limits.mostEntries()) {
            throw new PastLimit("with its folders, it has far " + limits.files());
        }
    }
}
