package dev.headgate.bundles;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the files of a bundle may be called, as they stand beside each other: wherever they come from, and so that they are
 * the same files wherever they go.
 */
final class FilePaths {

    private static final int LONGEST = 255;
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);
    private static final Pattern SEPARATOR = Pattern.compile("/");
    private static final String PACK = "tar -C <folder> -czf bundle.tgz . ";

    private final Problems problems;
    private final Map<String, String> taken = new HashMap<>(); // by what a file system may take for the same

    FilePaths(Problems problems) {
        this.problems = problems;
    }

    /** The path inside the bundle, or nothing where the file is no part of it or is refused. */
    Optional<String> take(String name) {
        Optional<String> astray = astray(name);
        if (astray.isPresent()) {
            problems.add(name, astray.get());
            return Optional.empty();
        }
        String path = path(name);
        if (!belongs(path)) {
            return Optional.empty();
        }
        Optional<String> fault = fault(path).or(() -> clash(path));
        fault.ifPresent(sentence -> problems.add(path, sentence));
        return fault.isPresent() ? Optional.empty() : Optional.of(path);
    }

    /** Says no to an entry that is no file with a content of its own, unless it is of no concern. */
    void refuse(String name, String sentence) {
        Optional<String> astray = astray(name);
        if (astray.isPresent() || !isLeftOut(path(name))) {
            problems.add(name, astray.orElse(sentence));
        }
    }

    /** A folder holds nothing, but must not lead elsewhere either. */
    void folder(String name) {
        astray(name).ifPresent(sentence -> problems.add(name, sentence));
    }

    /** Whether a file is part of a bundle, if it may be. */
    static boolean belongs(String path) {
        return !isLeftOut(path) && isOfBundle(path);
    }

    /** Without what says nothing: {@code ./} and {@code //}. */
    private static String path(String name) {
        return String.join("/", parts(name).filter(part -> !part.equals(".")).toList());
    }

    private static Stream<String> parts(String name) {
        return SEPARATOR.splitAsStream(name).filter(part -> !part.isEmpty());
    }

    private static Optional<String> astray(String name) {
        if (name.indexOf('\\') >= 0) {
            return Optional.of("there is a backslash in its path; folders are parted by /");
        }
        if (name.startsWith("/") || DRIVE.matcher(name).matches()) {
            return Optional.of("its path is absolute; " + PACK + "packs none");
        }
        if (parts(name).anyMatch(part -> part.equals(".."))) {
            return Optional.of("its path leads out of the bundle by ..; " + PACK + "packs none");
        }
        return Optional.empty();
    }

    private static Optional<String> fault(String path) {
        if (path.length() > LONGEST) {
            return Optional.of("its path has more than %d characters".formatted(LONGEST));
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("there is a control character in its path");
        }
        if (path.indexOf('\uFFFD') >= 0) {
            return Optional.of("its path is not UTF-8");
        }
        if (path.endsWith("/" + ManifestReader.FILE)) {
            return Optional.of("it is not at the top of the bundle; " + PACK + "packs what is in a folder at the top");
        }
        return Optional.empty();
    }

    private Optional<String> clash(String path) {
        return Optional.ofNullable(taken.putIfAbsent(folded(path), path))
                .map(twin -> twin.equals(path)
                        ? "it is there twice"
                        : "%s differs from it in upper and lower case or in the form of its Unicode only, and is the same file on other systems"
                                .formatted(Shown.name(twin)));
    }

    private static String folded(String path) {
        return composed(composed(path).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
    }

    private static String composed(String path) {
        return Normalizer.normalize(path, Normalizer.Form.NFC);
    }

    /** What packers and file systems leave beside the files. */
    private static boolean isLeftOut(String path) {
        List<String> parts = parts(path).toList();
        return parts.isEmpty()
                || parts.getFirst().equals("__MACOSX")
                || parts.stream().anyMatch(part -> part.startsWith("."));
    }

    private static boolean isOfBundle(String path) {
        return path.toLowerCase(Locale.ROOT).endsWith(".sql")
                || path.endsWith(".conf")
                || path.equals(ManifestReader.FILE)
                || path.endsWith("/" + ManifestReader.FILE);
    }
}
