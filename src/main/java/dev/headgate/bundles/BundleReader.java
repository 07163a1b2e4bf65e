package dev.headgate.bundles;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Manifest;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Repeatable;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.Snapshot;
import dev.headgate.migration.Text;
import dev.headgate.operation.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a bundle of files named as Flyway names them, or lists everything that keeps them from being one. */
final class BundleReader {

    private static final String SETTINGS = ".conf";
    private static final long MOST_HELD = 16L << 20; // bytes of scripts, and as many of settings

    private final BundleFiles files;
    private final Problems problems;
    private final List<Delivery.File> delivered = new ArrayList<>();
    private final Map<String, Contents> contents = new TreeMap<>();
    private final Sha256 digest = new Sha256();
    private final ScriptNames names;
    private long scriptsHeld = 0;
    private long settingsHeld = 0;

    /**
     * @param problems that were found before; more are added
     */
    BundleReader(BundleFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
        this.names = new ScriptNames(problems::add);
    }

    /**
     * The bundle with its files.
     *
     * @throws dev.headgate.migration.Refused listing everything that is wrong with it
     */
    Delivery delivery() {
        readAll();
        files.contents().keySet().forEach(this::sort);
        names.check();
        checkDirectives();
        Manifest manifest = manifest();
        List<Revision> revisions = names.forward().entrySet().stream()
                .map(e -> new Revision(
                        e.getKey(),
                        e.getValue().description(),
                        script(e.getValue()),
                        names.undo(e.getKey()).map(this::script),
                        phase(e.getValue())))
                .toList();
        List<Snapshot> wholes = names.snapshots().entrySet().stream()
                .map(e -> new Snapshot(e.getKey(), e.getValue().description(), script(e.getValue())))
                .toList();
        List<Repeatable> again = names.repeatables().values().stream()
                .map(name -> new Repeatable(name.description(), repeatable(name)))
                .toList();
        if (names.head().isEmpty()) {
            problems.add("there is no V or B script in it");
        }
        if (problems.any()) {
            throw problems.refused();
        }
        return new Delivery(
                new Bundle(Digest.ofHex(digest.hex()), files.source(), manifest, revisions, wholes, again),
                List.copyOf(delivered));
    }

    /** The bundle's digest is over names, lengths and contents, in the order of names. */
    private void readAll() {
        new TreeMap<>(files.contents()).forEach((name, file) -> {
            digest.add(name + "\n" + file.length() + "\n");
            try {
                add(name, file, Contents.of(name, file, digest, isHeld(name, file.length())));
            } catch (CharacterCodingException e) {
                problems.add(name, isSixteen(file) ? "it is UTF-16; save it as UTF-8" : "it is not UTF-8");
            } catch (IOException e) {
                problems.add(name, "it cannot be read (%s)".formatted(e));
            }
        });
        if (settingsHeld > MOST_HELD) {
            problems.add("the files beside its scripts have more than %d bytes together".formatted(MOST_HELD));
        }
    }

    private void add(String name, BundleFile file, Contents read) {
        if (read.zeros()) {
            problems.add(name, "there is a zero byte in it, which PostgreSQL does not take");
        }
        contents.put(name, read);
        delivered.add(
                new Delivery.File(name, file.length(), read.digest(), new SameContent(name, file, read.digest())));
    }

    /** Whether a file's text is held: not where it is large, nor where many small ones are. */
    private boolean isHeld(String name, long length) {
        if (length > Contents.LARGEST) {
            return false;
        }
        if (!isScript(name)) {
            settingsHeld += length;
            return settingsHeld <= MOST_HELD;
        }
        boolean held = scriptsHeld + length <= MOST_HELD;
        scriptsHeld += held ? length : 0;
        return held;
    }

    private static boolean isScript(String name) {
        return !name.equals(ManifestReader.FILE) && !name.endsWith(SETTINGS);
    }

    private static boolean isSixteen(BundleFile file) {
        try (InputStream stream = file.open()) {
            return Utf8.isSixteen(stream);
        } catch (IOException e) {
            return false; // it was read a moment ago
        }
    }

    private void sort(String file) {
        if (file.equals(ManifestReader.FILE)) {
            return;
        }
        if (file.endsWith(SETTINGS)) {
            if (!files.contents().containsKey(file.substring(0, file.length() - SETTINGS.length()))) {
                problems.add(file, "it configures a script that is not there");
            }
            return;
        }
        names.add(file);
    }

    /** Only what is applied forward is a step that older releases may or may not bear. */
    private void checkDirectives() {
        names.others()
                .filter(name -> contents(name.file())
                        .filter(of -> !of.directives().isEmpty())
                        .isPresent())
                .forEach(name -> problems.add(name.file(), "it tells Headgate something, which only a V script may"));
    }

    private Phase phase(ScriptName name) {
        List<String> directives =
                contents(name.file()).map(Contents::directives).orElse(List.of());
        return Directives.phase(directives, p -> problems.add(name.file(), p));
    }

    private Manifest manifest() {
        ManifestReader reader = new ManifestReader(p -> problems.add(ManifestReader.FILE, p));
        return held(ManifestReader.FILE).map(text -> reader.read(text, names)).orElse(Manifest.NONE);
    }

    private Script script(ScriptName name) {
        Optional<String> settings = settings(name.file() + SETTINGS);
        return contents(name.file())
                .map(of -> new Script(name.file(), of.text(), of.checksum(), settings))
                .orElseGet(() -> Script.of(name.file(), "", settings)); // its problem is known
    }

    private Optional<String> settings(String file) {
        Optional<String> settings = held(file);
        settings.ifPresent(held -> ScriptSettings.check(held).forEach(p -> problems.add(file, p)));
        return settings;
    }

    /** All of a file that is not a script. */
    private Optional<String> held(String file) {
        Optional<Text> text = contents(file).map(Contents::text);
        if (text.filter(of -> of.bytes() > Contents.LARGEST).isPresent()) {
            problems.add(file, "it has more than %d bytes".formatted(Contents.LARGEST));
        }
        return text.flatMap(Text::held);
    }

    private Optional<Contents> contents(String file) {
        return Optional.ofNullable(contents.get(file));
    }

    /** Flyway's checksum of a repeatable is that of the text after replacement, which is not known here. */
    private Script repeatable(ScriptName name) {
        Script script = script(name);
        if (contents(name.file()).filter(Contents::dollars).isPresent()
                && !script.settings().map(ScriptSettings::keepsPlaceholders).orElse(false)) {
            problems.add(
                    name.file(),
                    "placeholders in repeatable scripts are not supported; if ${ is meant as it stands, put placeholderReplacement=false into %s.conf"
                            .formatted(name.file()));
        }
        return script;
    }
}
