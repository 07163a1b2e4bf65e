package dev.headgate.postgres;

import static dev.headgate.postgres.StoreAccess.array;
import static dev.headgate.postgres.StoreAccess.execute;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Deeds;
import dev.headgate.operation.Delivery;
import dev.headgate.operation.Shelf;
import dev.headgate.security.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** Bundles in the store, which share the files that they have in common. */
public final class PostgresShelf implements Shelf {

    /** "HGSH": no file may go while somebody keeps a bundle that may have it. */
    private static final int LOCK = 0x48475348;

    private static final String SHARE = "SELECT pg_advisory_xact_lock_shared(%d, 0)".formatted(LOCK);

    private static final String LOCK_OUT = "SELECT pg_advisory_xact_lock(%d, 0)".formatted(LOCK);

    /** First of all: whoever keeps the same one waits here, and has nothing left to do. */
    private static final String ADD = """
            INSERT INTO headgate.bundle (digest, bytes, files, kept_at) VALUES (?, ?, ?, clock_timestamp())
            ON CONFLICT DO NOTHING
            """;

    private static final String ADD_FILES = """
            INSERT INTO headgate.bundle_file (bundle, path, file)
            SELECT ?, * FROM unnest(?::text[], ?::text[]) AS f (path, file)
            """;

    private static final String FILES = """
            SELECT b.path, f.bytes, f.digest FROM headgate.bundle_file b JOIN headgate.file f ON f.digest = b.file
            WHERE b.bundle = ?
            """;

    private static final String KEPT = """
            SELECT FROM headgate.release r JOIN headgate.bundle b ON b.digest = r.digest WHERE r.target = ? AND r.digest = ?
            """;

    /** What began to refer to it since whoever wants it gone looked. */
    private static final String IN_USE = """
            SELECT FROM headgate.active WHERE target = ? AND digest = ?
            UNION ALL SELECT FROM headgate.operation WHERE target = ? AND bundle = ? AND ended_at IS NULL
            """;

    private static final String REMOVE = "DELETE FROM headgate.release WHERE target = ? AND digest = ?";

    private static final String UNWANTED = "SELECT WHERE NOT EXISTS (SELECT FROM headgate.release WHERE digest = ?)";

    private static final String REMOVE_FILES = """
            WITH had AS (
                DELETE FROM headgate.bundle_file WHERE bundle = ? RETURNING file
            )
            DELETE FROM headgate.file f
            WHERE f.digest IN (SELECT file FROM had)
              AND NOT EXISTS (SELECT FROM headgate.bundle_file b WHERE b.file = f.digest AND b.bundle <> ?)
            """;

    private static final String REMOVE_BUNDLE = "DELETE FROM headgate.bundle WHERE digest = ?";

    private final AuditedStore audited;
    private final StoreAccess store;

    public PostgresShelf(AuditedStore store) {
        this.audited = store;
        this.store = store.access();
    }

    /**
     * @throws UncheckedIOException when a file cannot be read, or is not what it was
     */
    @Override
    public boolean keep(TargetName target, Delivery delivery, Origin origin) {
        return audited.inTransaction((connection, audit) -> {
            query(connection, SHARE, row -> true);
            boolean isKept = add(connection, delivery);
            boolean isNew = ReleaseWriter.note(connection, target, delivery.bundle(), origin, isKept)
                    || isKept; // a Headgate of before may have noted its release only
            if (isNew) {
                audit.accept(Deeds.pushed(target, delivery.bundle().digest(), origin));
            }
            return isNew;
        });
    }

    @Override
    public List<Delivery.File> files(Digest digest) {
        List<ShelvedFiles.Row> rows = store.with(connection -> query(
                connection,
                FILES,
                row -> new ShelvedFiles.Row(row.getString(1), row.getLong(2), row.getString(3)),
                digest.text()));
        return ShelvedFiles.of(
                store,
                rows.stream()
                        .sorted(Comparator.comparing(ShelvedFiles.Row::path))
                        .toList());
    }

    /** What its revisions do stays known: the ledger may hold them. */
    @Override
    public boolean remove(TargetName target, Digest digest, Caller by) {
        return audited.inTransaction((connection, audit) -> {
            query(connection, LOCK_OUT, row -> true);
            if (!query(connection, IN_USE, row -> true, target.text(), digest.text(), target.text(), digest.text())
                    .isEmpty()) {
                return false;
            }
            if (execute(connection, REMOVE, target.text(), digest.text()) > 0) {
                audit.accept(Deeds.removed(target, digest, by));
            }
            if (!query(connection, UNWANTED, row -> true, digest.text()).isEmpty()) {
                execute(connection, REMOVE_FILES, digest.text(), digest.text());
                execute(connection, REMOVE_BUNDLE, digest.text());
            }
            return true;
        });
    }

    /**
     * Sees to it that a bundle stays until the transaction has ended; what refers to it then keeps it.
     *
     * @throws dev.headgate.migration.Refused when it is gone
     */
    static void holdOn(Connection connection, TargetName target, Digest digest) throws SQLException {
        query(connection, SHARE, row -> true);
        if (query(connection, KEPT, row -> true, target.text(), digest.text()).isEmpty()) {
            throw Refusal.of(
                            Reason.UNKNOWN_BUNDLE,
                            "bundle %s of %s was removed at this moment. Push it again"
                                    .formatted(digest.brief(), target))
                    .thrown();
        }
    }

    /** Whether it was not there. */
    private static boolean add(Connection connection, Delivery delivery) throws SQLException {
        String digest = delivery.bundle().digest().text();
        List<Delivery.File> files = delivery.files();
        if (execute(connection, ADD, digest, delivery.bytes(), files.size()) == 0) {
            return false;
        }
        try {
            ContentWriter.write(connection, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        execute(
                connection,
                ADD_FILES,
                digest,
                array(connection, "text", files, Delivery.File::path),
                array(connection, "text", files, Delivery.File::digest));
        return true;
    }
}
