package dev.headgate.bundles;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Finding;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Repeatable;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.Snapshot;
import dev.headgate.migration.Version;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes a bundle of files named as Flyway names them, or lists everything that keeps them from being one. */
final class BundleReader {

    private final BundleFiles files;
    private final List<Finding> problems = new ArrayList<>();
    private final Map<Version, ScriptName> forward = new TreeMap<>();
    private final Map<Version, ScriptName> undo = new TreeMap<>();
    private final Map<Version, ScriptName> snapshots = new TreeMap<>();
    private final Map<String, ScriptName> repeatables = new TreeMap<>();

    BundleReader(BundleFiles files) {
        this.files = files;
    }

    Bundle bundle() {
        files.contents().keySet().forEach(this::sort);
        checkUndo();
        checkSnapshots();
        List<Revision> revisions = forward.entrySet().stream()
                .map(e -> new Revision(
                        e.getKey(),
                        e.getValue().description(),
                        script(e.getValue()),
                        Optional.ofNullable(undo.get(e.getKey())).map(this::script)))
                .toList();
        List<Snapshot> wholes = snapshots.entrySet().stream()
                .map(e -> new Snapshot(e.getKey(), e.getValue().description(), script(e.getValue())))
                .toList();
        List<Repeatable> again = repeatables.values().stream()
                .map(name -> new Repeatable(name.description(), repeatable(name)))
                .toList();
        if (forward.isEmpty() && snapshots.isEmpty()) {
            problem("", "there is no V or B script in it");
        }
        if (!problems.isEmpty()) {
            throw refused();
        }
        return new Bundle(digest(), files.source(), revisions, wholes, again);
    }

    private void sort(String file) {
        if (file.endsWith(".conf")) {
            if (!files.contents().containsKey(file.substring(0, file.length() - ".conf".length()))) {
                problem(file, "it configures a script that is not there");
            }
            return;
        }
        try {
            ScriptName name = ScriptName.of(file);
            ScriptName twin =
                    switch (name.kind()) {
                        case FORWARD -> forward.putIfAbsent(name.version().orElseThrow(), name);
                        case UNDO -> undo.putIfAbsent(name.version().orElseThrow(), name);
                        case SNAPSHOT -> snapshots.putIfAbsent(name.version().orElseThrow(), name);
                        case REPEATABLE -> repeatables.putIfAbsent(name.description(), name);
                    };
            if (twin != null) {
                problem(
                        file,
                        "%s has the same %s"
                                .formatted(twin.file(), name.version().isPresent() ? "version" : "description"));
            }
        } catch (IllegalArgumentException e) {
            problem(file, String.valueOf(e.getMessage()));
        }
    }

    private void checkUndo() {
        undo.forEach((version, name) -> {
            if (!forward.containsKey(version)) {
                problem(name.file(), "it undoes %s, but there is no V script of that version".formatted(version));
            }
        });
    }

    /** Where there are forward scripts, a snapshot above all of them could not be reached by upgrading. */
    private void checkSnapshots() {
        snapshots.forEach((version, name) -> {
            if (!forward.isEmpty() && forward.keySet().stream().noneMatch(v -> !v.isBelow(version))) {
                problem(
                        name.file(),
                        "it is above every V script, so a database that exists already could never get there");
            }
        });
    }

    private Script script(ScriptName name) {
        Optional<String> settings = Optional.ofNullable(files.contents().get(name.file() + ".conf"))
                .flatMap(bytes -> text(name.file() + ".conf", bytes));
        settings.ifPresent(text -> ScriptSettings.check(text).forEach(p -> problem(name.file() + ".conf", p)));
        String text = text(
                        name.file(),
                        Optional.ofNullable(files.contents().get(name.file())).orElseThrow())
                .orElse("");
        return Script.of(name.file(), text, settings);
    }

    /** Flyway's checksum of a repeatable is that of the text after replacement, which is not known here. */
    private Script repeatable(ScriptName name) {
        Script script = script(name);
        if (script.text().contains("${")
                && !script.settings().map(ScriptSettings::keepsPlaceholders).orElse(false)) {
            problem(
                    name.file(),
                    "placeholders in repeatable scripts are not supported; if ${ is meant as it stands, put placeholderReplacement=false into %s.conf"
                            .formatted(name.file()));
        }
        return script;
    }

    private Optional<String> text(String file, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            problem(file, "it is not UTF-8");
            return Optional.empty();
        }
    }

    /** Over names, lengths and contents, in the order of names. */
    private String digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(files.contents()).forEach((name, bytes) -> {
                sha.update((name + "\n" + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
                sha.update(bytes);
            });
            return "sha256:" + HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
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
