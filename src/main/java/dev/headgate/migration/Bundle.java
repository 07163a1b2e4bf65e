package dev.headgate.migration;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An immutable set of revisions, named by the digest of its files. It always has a head. */
public final class Bundle {

    private final Digest digest;
    private final String source;
    private final NavigableMap<Version, Revision> revisions;
    private final List<Revision> oldestFirst;
    private final List<Snapshot> snapshots;
    private final List<Repeatable> repeatables;
    private final Version head;
    private final Manifest manifest;

    /** One without a manifest. */
    public Bundle(
            Digest digest,
            String source,
            List<Revision> revisions,
            List<Snapshot> snapshots,
            List<Repeatable> repeatables) {
        this(digest, source, Manifest.NONE, revisions, snapshots, repeatables);
    }

    /**
     * @param digest over all its files
     * @param source where it was read from, as configured
     * @param manifest what it says of its release
     * @throws IllegalArgumentException when there is neither a revision nor a snapshot
     */
    public Bundle(
            Digest digest,
            String source,
            Manifest manifest,
            List<Revision> revisions,
            List<Snapshot> snapshots,
            List<Repeatable> repeatables) {
        this.digest = digest;
        this.source = source;
        this.manifest = manifest;
        this.revisions = revisions.stream()
                .collect(Collectors.toMap(Revision::version, Function.identity(), (a, b) -> a, TreeMap::new));
        this.oldestFirst = List.copyOf(this.revisions.values());
        this.snapshots = snapshots.stream()
                .sorted(Comparator.comparing(Snapshot::version))
                .toList();
        this.repeatables = repeatables.stream()
                .sorted(Comparator.comparing(Repeatable::description))
                .toList();
        this.head = Stream.concat(
                        revisions.stream().map(Revision::version),
                        snapshots.stream().map(Snapshot::version))
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new IllegalArgumentException("a bundle needs at least one V or B script"));
    }

    public Digest digest() {
        return digest;
    }

    public String source() {
        return source;
    }

    /** The newest revision. */
    public Version head() {
        return head;
    }

    /** The name of the release that it came with. */
    public Optional<String> release() {
        return manifest.release();
    }

    /** How a database without a ledger is recognised as this schema. */
    public Optional<Adoption> adoption() {
        return manifest.adoption();
    }

    /** What its authors want to have said. */
    public Optional<String> notes() {
        return manifest.notes();
    }

    /** The revisions that its release can serve: its head, unless its manifest says more. */
    public Window serves() {
        return manifest.serves().orElseGet(() -> new Window(head, head));
    }

    /** All revisions, oldest first. */
    public List<Revision> revisions() {
        return oldestFirst;
    }

    /** Oldest first. */
    public List<Snapshot> snapshots() {
        return snapshots;
    }

    public List<Repeatable> repeatables() {
        return repeatables;
    }

    public Optional<Revision> revision(Version version) {
        return Optional.ofNullable(revisions.get(version));
    }

    /** Whether the script that a row speaks of is in it, as it was, and applies something. */
    boolean holds(LedgerRow row) {
        return !row.isDelete()
                && Stream.concat(
                                oldestFirst.stream().map(Revision::forward),
                                repeatables.stream().map(Repeatable::script))
                        .anyMatch(script -> script.file().equals(row.script()) && script.matches(row.checksum()));
    }

    /** The revision that a row records, where this bundle has it as it was applied. */
    Optional<Revision> applied(LedgerRow row) {
        return row.version()
                .filter(version -> !row.isBaseline())
                .flatMap(this::revision)
                .filter(revision -> revision.forward().matches(row.checksum()));
    }

    /** The script at this path. */
    public Optional<Script> script(String file) {
        return Stream.of(
                        oldestFirst.stream().map(Revision::forward),
                        oldestFirst.stream().flatMap(revision -> revision.undo().stream()),
                        snapshots.stream().map(Snapshot::script),
                        repeatables.stream().map(Repeatable::script))
                .flatMap(scripts -> scripts)
                .filter(script -> script.file().equals(file))
                .findFirst();
    }

    /** Whether a database can be at this version by this bundle. */
    public boolean knows(Version version) {
        return revisions.containsKey(version)
                || snapshots.stream().anyMatch(s -> s.version().equals(version));
    }

    /** The revisions above the one and up to the other, oldest first. */
    public List<Revision> between(Version above, Version upTo) {
        return above.isBelow(upTo)
                ? List.copyOf(revisions.subMap(above, false, upTo, true).values())
                : List.of();
    }

    /** The revisions up to and with this version, oldest first. */
    public List<Revision> upTo(Version version) {
        return List.copyOf(revisions.headMap(version, true).values());
    }

    /** The newest snapshot that is not above the goal. */
    public Optional<Snapshot> snapshotFor(Version goal) {
        return snapshots.reversed().stream()
                .filter(s -> !s.version().isAbove(goal))
                .findFirst();
    }

    /**
     * The newest snapshot whose own script was squashed away: nothing but this snapshot leads to its version, and it can
     * only create.
     */
    Optional<Snapshot> squashed() {
        return snapshots.reversed().stream()
                .filter(s -> !revisions.containsKey(s.version()))
                .findFirst();
    }

    /** Whether a snapshot stands for this version, so that its own script may have been squashed away. */
    boolean isSquashed(Version version) {
        boolean covered =
                !snapshots.isEmpty() && !version.isAbove(snapshots.getLast().version());
        return covered && (revisions.isEmpty() || version.isBelow(revisions.firstKey()));
    }
}
