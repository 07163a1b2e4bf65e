package dev.headgate.postgres;

import static dev.headgate.postgres.OperationRows.at;
import static dev.headgate.postgres.StoreAccess.array;
import static dev.headgate.postgres.StoreAccess.execute;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Release;
import dev.headgate.migration.Revision;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Shelf.Origin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Notes the releases that targets have had, and what their revisions do, and tells the replicas of what is new. */
final class ReleaseWriter {

    /** Writes, and so answers, nothing where the release is the newest already. */
    private static final String NOTE = """
            INSERT INTO headgate.release AS r (
                target, digest, name, serves_from, serves_to, head, source, brought_by, client, user_agent, came_at, seen_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp())
            ON CONFLICT (target, digest) DO UPDATE SET seen_at = clock_timestamp()
            WHERE EXISTS (SELECT FROM headgate.release o WHERE o.target = r.target AND o.seen_at > r.seen_at)
            RETURNING xmax = 0
            """;

    /** In one order, so that two replicas with much the same bundle wait for each other only one way. */
    private static final String REVISIONS = """
            INSERT INTO headgate.revision (target, script, checksum, version, phase)
            SELECT ?, * FROM unnest(?::text[], ?::integer[], ?::text[], ?::text[]) AS r (script, checksum, version, phase)
            ORDER BY script, checksum
            ON CONFLICT DO NOTHING
            """;

    private static final String TELL =
            "SELECT pg_notify('%s', '%s ' || ?)".formatted(EventWriter.CHANNEL, Payload.RELEASE);

    private ReleaseWriter() {}

    /**
     * Notes a release as the target's newest.
     *
     * @param isKept whether its bundle is kept only now
     * @return whether the target did not have it before
     */
    static boolean note(Connection connection, TargetName target, Bundle bundle, Origin origin, boolean isKept)
            throws SQLException {
        Optional<Boolean> isNew = note(connection, target, Release.of(bundle), origin);
        if (isNew.isPresent() && isNew.get()) {
            revisions(connection, target, bundle.revisions());
        }
        if (isNew.isPresent() || isKept) {
            query(connection, TELL, row -> true, target.text());
        }
        return isNew.orElse(false);
    }

    /** Whether it is new; nothing when it was the newest already. */
    private static Optional<Boolean> note(Connection connection, TargetName target, Release release, Origin origin)
            throws SQLException {
        return query(
                        connection,
                        NOTE,
                        row -> row.getBoolean(1),
                        target.text(),
                        release.digest().text(),
                        release.name().orElse(null),
                        release.serves().from().toString(),
                        release.serves().to().toString(),
                        release.head().toString(),
                        origin.source(),
                        origin.by().principal(),
                        origin.by().address().orElse(null),
                        origin.by().userAgent().orElse(null),
                        at(Optional.of(origin.at())))
                .stream()
                .findFirst();
    }

    private static void revisions(Connection connection, TargetName target, List<Revision> revisions)
            throws SQLException {
        execute(
                connection,
                REVISIONS,
                target.text(),
                array(
                        connection,
                        "text",
                        revisions,
                        revision -> revision.forward().file()),
                array(
                        connection,
                        "integer",
                        revisions,
                        revision -> revision.forward().checksum()),
                array(
                        connection,
                        "text",
                        revisions,
                        revision -> revision.version().toString()),
                array(
                        connection,
                        "text",
                        revisions,
                        revision -> revision.phase().word()));
    }
}
