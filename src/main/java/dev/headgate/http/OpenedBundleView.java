package dev.headgate.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.headgate.migration.Adoption;
import dev.headgate.migration.Bundle;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Script;
import dev.headgate.migration.Version;
import dev.headgate.operation.Bundles;
import java.util.List;
import java.util.Optional;

/**
 * A bundle with what is in it, as JSON.
 *
 * @param notes what its authors want to have said
 * @param adopt how a database without a ledger is recognised
 * @param revisions oldest first
 * @param snapshots oldest first
 */
record OpenedBundleView(
        @JsonUnwrapped BundleView bundle,
        Optional<String> notes,
        Optional<Adoption> adopt,
        List<RevisionView> revisions,
        List<SnapshotView> snapshots,
        List<RepeatableView> repeatables,
        List<FileView> contents) {

    /**
     * @param phase what it does to older releases
     * @param undo the file that takes it back; null where there is none
     */
    record RevisionView(Version version, String description, Phase phase, String script, Optional<String> undo) {}

    record SnapshotView(Version version, String description, String script) {}

    record RepeatableView(String description, String script) {}

    record FileView(String path, long bytes, String sha256) {}

    static OpenedBundleView of(Bundles.Opened opened) {
        Bundle bundle = opened.bundle();
        return new OpenedBundleView(
                BundleView.of(opened.shown()),
                bundle.notes(),
                bundle.adoption(),
                bundle.revisions().stream()
                        .map(r -> new RevisionView(
                                r.version(),
                                r.description(),
                                r.phase(),
                                r.forward().file(),
                                r.undo().map(Script::file)))
                        .toList(),
                bundle.snapshots().stream()
                        .map(s -> new SnapshotView(
                                s.version(), s.description(), s.script().file()))
                        .toList(),
                bundle.repeatables().stream()
                        .map(r -> new RepeatableView(r.description(), r.script().file()))
                        .toList(),
                opened.files().stream()
                        .map(file -> new FileView(file.path(), file.bytes(), file.digest()))
                        .toList());
    }
}
