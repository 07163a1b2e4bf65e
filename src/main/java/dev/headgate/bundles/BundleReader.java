package dev.headgate.bundles;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Finding;
import dev.headgate.migration.Manifest;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Repeatable;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.Snapshot;
import dev.headgate.migration.Text;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes a bundle of files named as Flyway names them, or lists everything that keeps them from being one. */
final class BundleReader {

    private final BundleFiles files;
    private final List<Finding> problems = new ArrayList<>();
    private final Map<String, Contents> contents = new TreeMap<>();
    private final Sha256 digest = new Sha256();
    private final ScriptNames names = new ScriptNames(this::problem);

    BundleReader(BundleFiles files) {
        this.files = files;
    }

    Bundle bundle() {
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
            problem("", "there is no V or B script in it");
        }
        if (!problems.isEmpty()) {
            throw refused();
        }
        return new Bundle(Digest.ofHex(digest.hex()), files.source(), manifest, revisions, wholes, again);
    }

    /** The bundle's digest is over names, lengths and contents, in the order of names. */
    private void readAll() {
        new TreeMap<>(files.contents()).forEach((name, file) -> {
            digest.add(name + "\n" + file.length() + "\n");
            try {
                contents.put(name, Contents.of(name, file, digest));
            } catch (CharacterCodingException e) {
                problem(name, "it is not UTF-8");
            } catch (IOException e) {
                problem(name, "it cannot be read (%s)".formatted(e));
            }
        });
    }

    private void sort(String file) {
        if (file.equals(ManifestReader.FILE)) {
            return;
        }
        if (file.endsWith(".conf")) {
            if (!files.contents().containsKey(file.substring(0, file.length() - ".conf".length()))) {
                problem(file, "it configures a script that is not there");
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
                .forEach(name -> problem(name.file(), "it tells Headgate something, which only a V script may"));
    }

    private Phase phase(ScriptName name) {
        List<String> directives =
                contents(name.file()).map(Contents::directives).orElse(List.of());
        return Directives.phase(directives, p -> problem(name.file(), p));
    }

    private Manifest manifest() {
        ManifestReader reader = new ManifestReader(p -> problem(ManifestReader.FILE, p));
        return held(ManifestReader.FILE)
                .map(text -> reader.read(text, names.head()))
                .orElse(Manifest.NONE);
    }

    private Script script(ScriptName name) {
        Optional<String> settings = settings(name.file() + ".conf");
        return contents(name.file())
                .map(of -> new Script(name.file(), of.text(), of.checksum(), settings))
                .orElseGet(() -> Script.of(name.file(), "", settings)); // its problem is known
    }

    private Optional<String> settings(String file) {
        Optional<String> settings = held(file);
        settings.ifPresent(held -> ScriptSettings.check(held).forEach(p -> problem(file, p)));
        return settings;
    }

    /** All of a file that is not a script. */
    private Optional<String> held(String file) {
        Optional<Text> text = contents(file).map(Contents::text);
        if (text.isPresent() && text.get().held().isEmpty()) {
            problem(file, "it has more than %d bytes".formatted(Contents.LARGEST));
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
            problem(
                    name.file(),
                    "placeholders in repeatable scripts are not supported; if ${ is meant as it stands, put placeholderReplacement=false into %s.conf"
                            .formatted(name.file()));
        }
        return script;
    }

    private void problem(String file, String sentence) {
        problems.add(new Finding(
                Finding.Kind.BUNDLE_PROBLEM,
                Optional.empty(),
                file.isEmpty() ? Optional.empty() : Optional.of(file),
                file.isEmpty() ? sentence : file + ": " + sentence));
    }

    private Refused refused() {
        String sentences = problems.stream().map(Finding::sentence).distinct().collect(Collectors.joining("; "));
        return new Refusal(
                        Reason.BUNDLE_INVALID,
                        "the bundle at %s has problems: %s. Mend them and restart Headgate"
                                .formatted(files.source(), sentences),
                        Map.of("findings", problems.stream().distinct().toList()))
                .thrown();
    }
}
