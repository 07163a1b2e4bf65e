package dev.headgate.migration;

import static dev.headgate.migration.Given.facts;
import static dev.headgate.migration.Given.managed;
import static dev.headgate.migration.Given.marked;
import static dev.headgate.migration.Given.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of DESIGN 3, cell by cell.
 *
 * <p>A database is {@code unreachable}, {@code locked out}, {@code empty} (with the ledger that is left, if any),
 * {@code objects}, {@code marker}, or the ledger's rows as {@link Given} writes them. After {@code kept} comes a bundle that
 * is not the active one. What comes of it are the steps of
 * the plan, the reason of the refusal, or nothing where the database is left as it is.
 */
final class DecisionTableTest {

    private static final String TABLE = """
            bundle         | target          | database            | asked             | row                              | steps, or why not

            // unreachable: nobody knows what to do
            V1 V2          |                 | unreachable         | init              | unreachable/init/refused         | unreachable
            V1 V2          |                 | unreachable         | stamp 1           | unreachable/stamp/refused        | unreachable
            V1 V2          |                 | unreachable         | stamp 1 force     | unreachable/stamp/refused        | unreachable
            V1 V2          |                 | unreachable         | upgrade           | unreachable/upgrade/refused      | unreachable
            V1 V2          |                 | unreachable         | downgrade 1       | unreachable/downgrade/refused    | unreachable
            V1 V2          |                 | unreachable         | repair            | unreachable/repair/refused       | unreachable
            V1 V2          |                 | unreachable         | ensure            | unreachable/ensure/refused       | unreachable
            V1 V2          |                 | locked out          | upgrade           | unreachable/upgrade/refused      | access-refused
            V1 V2          | verify-only     | unreachable         | upgrade           | unreachable/upgrade/refused      | unreachable

            // empty: init runs the newest snapshot, upgrade replays
            V1 V2 V3 B2    |                 | empty               | init              | empty/init/snapshot              | snapshot 2, forward 3
            V1 V2 B2       |                 | empty               | init              | empty/init/snapshot              | snapshot 2
            V1 V2 V3 B1 B3 |                 | empty               | init              | empty/init/snapshot              | snapshot 3
            V1 V2 V3 B1 B3 |                 | empty               | init 2            | empty/init/snapshot              | snapshot 1, forward 2
            V1 V2 V3 B3    |                 | empty               | init 2            | empty/init/replay                | forward 1, forward 2
            V1 V2          |                 | empty               | init              | empty/init/replay                | forward 1, forward 2
            V1 V2 B2 R:a   |                 | empty               | init              | empty/init/snapshot              | snapshot 2, repeatable a
            V1 V2 R:b R:a  |                 | empty               | init              | empty/init/replay                | forward 1, forward 2, repeatable a, repeatable b
            V1 V2 R:a      |                 | empty               | init 1            | empty/init/replay                | forward 1
            B2 V3          |                 | empty               | init              | empty/init/snapshot              | snapshot 2, forward 3
            B2 V3          |                 | empty               | init 2            | empty/init/snapshot              | snapshot 2
            B2 V3          |                 | empty               | init 1            | empty/init/refused               | unknown-revision
            V1 V2          |                 | empty               | init 9            | empty/init/refused               | unknown-revision
            V1 V2 B2       |                 | empty               | upgrade           | empty/upgrade/replay             | forward 1, forward 2
            V1 V2 R:a      |                 | empty               | upgrade           | empty/upgrade/replay             | forward 1, forward 2, repeatable a
            V1 V2 R:a      |                 | empty               | upgrade 1         | empty/upgrade/replay             | forward 1
            V1 V2          |                 | empty               | upgrade 9         | empty/upgrade/refused            | unknown-revision
            V1 V2          |                 | empty 1, 1 DELETE   | upgrade           | empty/upgrade/replay             | forward 1, forward 2
            V1 V2          |                 | empty               | stamp 2           | empty/stamp/refused              | nothing-there
            V1 V2          |                 | empty               | stamp             | empty/stamp/refused              | nothing-there
            V1 V2          |                 | empty               | stamp 2 force     | empty/stamp/forced-stamp         | stamp 1, stamp 2
            V1 V2          |                 | empty               | stamp force       | empty/stamp/refused              | bad-request
            V1 V2          |                 | empty               | downgrade 1       | empty/downgrade/refused          | nothing-there
            V1 V2          |                 | empty               | downgrade 0       | empty/downgrade/unchanged        |
            V1 V2          | no downgrade    | empty               | downgrade 0       | empty/downgrade/refused          | downgrade-not-allowed
            V1 V2          |                 | empty               | repair            | empty/repair/unchanged           |
            V1 V2 V3 B2    |                 | empty               | ensure            | empty/init/snapshot              | snapshot 2, forward 3
            V1 V2          |                 | empty               | ensure            | empty/init/replay                | forward 1, forward 2
            V1 V2          | verify-only     | empty               | ensure            | empty/ensure/refused             | verify-only

            // unstamped, adoptable: upgrade stamps the adoption revision, then applies the rest
            V1 V2 V3       | adopts at 2     | marker              | init              | unstamped/init/left-unstamped    |
            V1 V2 V3       | adopts at 2     | marker              | upgrade           | unstamped/upgrade/adopt          | stamp 1, stamp 2, forward 3
            V1 V2 V3 R:a   | adopts at 3     | marker              | upgrade           | unstamped/upgrade/adopt          | stamp 1, stamp 2, stamp 3, repeatable a
            V1 V2 V3       | adopts at 2     | marker              | upgrade 1         | unstamped/upgrade/adopt          | stamp 1, stamp 2
            V1 V2 V3       | adopts at 9     | marker              | upgrade           | unstamped/upgrade/refused        | unknown-revision
            V1 V2 V3       | adopts at 2     | marker              | stamp             | unstamped/stamp/stamp            | stamp 1, stamp 2
            V1 V2 V3       | adopts at 2     | marker              | stamp 2           | unstamped/stamp/stamp            | stamp 1, stamp 2
            V1 V2 V3       | adopts at 2     | marker              | stamp 3           | unstamped/stamp/refused          | not-adopted
            V1 V2 V3       | adopts at 2     | marker              | stamp 1           | unstamped/stamp/refused          | not-adopted
            V1 V2 V3       | adopts at 2     | marker              | stamp 3 force     | unstamped/stamp/forced-stamp     | stamp 1, stamp 2, stamp 3
            V1 V2 V3       | adopts at 9     | marker              | stamp             | unstamped/stamp/refused          | unknown-revision
            V1 V2 V3       | adopts at 2     | marker              | downgrade 1       | unstamped/downgrade/refused      | not-stamped
            V1 V2 V3       | adopts at 2     | marker              | ensure            | unstamped/upgrade/adopt          | stamp 1, stamp 2, forward 3

            // unstamped: nobody can know what was applied
            V1 V2          |                 | objects             | init              | unstamped/init/left-unstamped    |
            V1 V2          |                 | objects             | upgrade           | unstamped/upgrade/refused        | not-adopted
            V1 V2          | adopts at 2     | objects             | upgrade           | unstamped/upgrade/refused        | not-adopted
            V1 V2          |                 | objects             | stamp 1           | unstamped/stamp/refused          | not-adopted
            V1 V2          |                 | objects             | stamp             | unstamped/stamp/refused          | not-adopted
            V1 V2          |                 | objects             | stamp 1 force     | unstamped/stamp/forced-stamp     | stamp 1
            V1 V2          |                 | objects             | stamp force       | unstamped/stamp/refused          | bad-request
            V1 V2          |                 | objects             | stamp 9 force     | unstamped/stamp/refused          | unknown-revision
            V1 V2          |                 | objects             | downgrade 1       | unstamped/downgrade/refused      | not-stamped
            V1 V2          |                 | objects             | repair            | unstamped/repair/unchanged       |
            V1 V2          |                 | objects             | ensure            | unstamped/upgrade/refused        | not-adopted

            // behind: upgrade applies what is pending, oldest first
            V1 V2 V3       |                 | 1                   | init              | behind/init/unchanged            |
            V1 V2 V3       |                 | 1                   | upgrade           | behind/upgrade/apply             | forward 2, forward 3
            V1 V2 V3 R:a   |                 | 1                   | upgrade           | behind/upgrade/apply             | forward 2, forward 3, repeatable a
            V1 V2 V3 R:a   |                 | 1                   | upgrade 2         | behind/upgrade/apply             | forward 2
            V1 V2 V3       |                 | 1, 2                | upgrade 2         | behind/upgrade/unchanged         |
            V1 V2 V3       |                 | 1, 2                | upgrade 1         | behind/upgrade/unchanged         |
            V1 V2 V3       |                 | 1                   | upgrade 9         | behind/upgrade/refused           | unknown-revision
            V1 V2 V3       | verify-only     | 1                   | upgrade           | behind/upgrade/refused           | verify-only
            V1 R:a         |                 | 1, R:a edited       | upgrade           | behind/upgrade/apply             | repeatable a
            V1 V2 V3 B2    |                 | 1                   | upgrade           | behind/upgrade/apply             | forward 2, forward 3
            V1 V2 V3       |                 | 2 BASELINE          | upgrade           | behind/upgrade/apply             | forward 3
            V1 V2          |                 | 1, 1 DELETE         | upgrade           | behind/upgrade/apply             | forward 1, forward 2
            V1 V2 V3       |                 | 1                   | stamp 1           | behind/stamp/unchanged           |
            V1 V2 V3       |                 | 1                   | stamp 1 force     | behind/stamp/unchanged           |
            V1 V2 V3       |                 | 1                   | stamp             | behind/stamp/refused             | bad-request
            V1 V2 V3       |                 | 1                   | stamp 3           | behind/stamp/refused             | over-stamping
            V1 V2 V3       |                 | 1                   | stamp 3 force     | behind/stamp/forced-stamp        | stamp 2, stamp 3
            V1 V2 V3       |                 | 1, 2                | stamp 1           | behind/stamp/refused             | under-stamping
            V1 V2 V3       |                 | 1, 2                | stamp 1 force     | behind/stamp/forced-stamp        | stamp 2 DELETE
            V1 V2 V3       |                 | 2 BASELINE          | stamp 1 force     | behind/stamp/forced-stamp        | stamp 2 DELETE, stamp 1
            V1 V2 V3 U2    |                 | 1, 2                | downgrade 1       | behind/downgrade/undo            | undo 2
            V1 V2 V3 U2    |                 | 1, 2                | downgrade 2       | behind/downgrade/unchanged       |
            V1 V2 V3 U2    |                 | 1, 2                | downgrade 3       | behind/downgrade/refused         | not-below
            V1 V2          |                 | 1, 1 DELETE         | downgrade 0       | behind/downgrade/unchanged       |
            V1 V2 V3       |                 | 1                   | repair            | behind/repair/unchanged          |
            V1 V2 V3       |                 | 1                   | ensure            | behind/upgrade/apply             | forward 2, forward 3

            // current: there is nothing to do but to go back
            V1 V2 V3       |                 | 1, 2, 3             | init              | current/init/unchanged           |
            V1 V2 V3       |                 | 1, 2, 3             | upgrade           | current/upgrade/unchanged        |
            V1 V2 V3       |                 | 1, 2, 3             | upgrade 2         | current/upgrade/unchanged        |
            V1 V2 V3       |                 | 1, 2, 3             | upgrade 9         | current/upgrade/refused          | unknown-revision
            V1 V2 V3       |                 | 1, 2, 3             | stamp 3           | current/stamp/unchanged          |
            V1 V2 V3       |                 | 1, 2, 3             | stamp             | current/stamp/refused            | bad-request
            V1 V2 V3       |                 | 1, 2, 3             | stamp 1           | current/stamp/refused            | under-stamping
            V1 V2 V3       |                 | 1, 2, 3             | stamp 1 force     | current/stamp/forced-stamp       | stamp 3 DELETE, stamp 2 DELETE
            V1 V2 U1 U2    |                 | 1, 2                | downgrade 1       | current/downgrade/undo           | undo 2
            V1 V2 U1 U2    |                 | 1, 2                | downgrade 0       | current/downgrade/undo           | undo 2, undo 1
            V1 U1 R:a      |                 | 1, R:a              | downgrade 0       | current/downgrade/undo           | undo 1, stamp a DELETE
            V1 V2 U2 R:a   |                 | 1, 2, R:a           | downgrade 1       | current/downgrade/undo           | undo 2
            V1 V2 V3 U3    |                 | 1, 2, 3             | downgrade 1       | current/downgrade/refused        | no-undo
            V1 V2 U1 U2    |                 | 2 BASELINE          | downgrade 1       | current/downgrade/refused        | no-undo
            V1 V2 V3 U3    |                 | 2 BASELINE, 3       | downgrade 2       | current/downgrade/undo           | undo 3
            V1 V2 U2       |                 | 1, 2                | downgrade 2       | current/downgrade/unchanged      |
            V1 V2 U2       |                 | 1, 2                | downgrade 9       | current/downgrade/refused        | unknown-revision
            V1 V2 U2       | no downgrade    | 1, 2                | downgrade 1       | current/downgrade/refused        | downgrade-not-allowed
            V1 V2 U2       | no downgrade    | 1, 2                | downgrade 1 force | current/downgrade/refused        | downgrade-not-allowed
            V1 V2 U2       | verify-only     | 1, 2                | downgrade 1       | current/downgrade/refused        | verify-only
            V1 V2          | verify-only     | 1, 2                | upgrade           | current/upgrade/refused          | verify-only
            V1 V2          |                 | 1, 2                | repair            | current/repair/unchanged         |
            V1 V2          |                 | 1, 2                | repair 1          | current/repair/unchanged         |
            V1 V2          |                 | 1, 2                | ensure            | current/upgrade/unchanged        |

            // ahead: the release is older than its database
            V1 V2          |                 | 1, 2, 3             | init              | ahead/init/unchanged             |
            V1 V2          |                 | 1, 2, 3             | upgrade           | ahead/upgrade/refused            | ahead
            V1 V2          |                 | 1, 2, 3             | upgrade 2         | ahead/upgrade/refused            | ahead
            V1 V2          | refuses ahead   | 1, 2, 3 expand      | upgrade           | ahead/upgrade/refused            | ahead
            V1 V2          | tolerates ahead | 1, 2, 3             | upgrade           | ahead/upgrade/tolerated          |
            V1 V2          | tolerates ahead | 1, 2, 3 contract    | upgrade           | ahead/upgrade/tolerated          |
            V1 V2          | tolerates ahead | 1, 2, 3             | upgrade 3         | ahead/upgrade/refused            | unknown-revision
            V1 V2          |                 | 1, 2, 3             | stamp 2           | ahead/stamp/refused              | ahead
            V1 V2          |                 | 1, 2, 3             | stamp 2 force     | ahead/stamp/refused              | ahead
            V1 V2 U1 U2    |                 | 1, 2, 3             | downgrade 2       | ahead/downgrade/refused          | no-undo
            V1 V2 U1 U2    |                 | 1, 2, 3             | downgrade 3       | ahead/downgrade/unchanged        |
            V1 V2 U1 U2    |                 | 1, 2, 3             | downgrade 9       | ahead/downgrade/refused          | unknown-revision
            V1 V2          |                 | 1, 2, 3             | repair            | ahead/repair/unchanged           |
            V1 V2          |                 | 1, 2, 3             | ensure            | ahead/upgrade/refused            | ahead
            V1 V2          | tolerates ahead | 1, 2, 3             | ensure            | ahead/upgrade/tolerated          |
            // … by expand steps only, so that it still runs
            V1 V2          |                 | 1, 2, 3 expand      | upgrade           | ahead/upgrade/compatible         |
            V1 V2          |                 | 1, 2, 3 expand      | upgrade 2         | ahead/upgrade/compatible         |
            V1 V2          |                 | 1, 2, 3 expand      | ensure            | ahead/upgrade/compatible         |
            V1 V2          |                 | 1, 2, 3 expand, 4 expand | upgrade      | ahead/upgrade/compatible         |
            V1 V2          |                 | 1, 2, 3 expand, 4   | upgrade           | ahead/upgrade/refused            | ahead
            V1 V2          |                 | 1, 2, 3 contract, 4 expand | upgrade    | ahead/upgrade/refused            | ahead
            V1 V2          |                 | 1, 2, 3, 3 DELETE, 4 expand | upgrade   | ahead/upgrade/compatible         |
            V1 V2          |                 | 1, 2, 3 expand      | init              | ahead/init/unchanged             |
            V1 V2          |                 | 1, 2, 3 expand      | stamp 2           | ahead/stamp/refused              | ahead
            V1 V2          |                 | 1, 2 edited, 3 expand | upgrade         | diverged/upgrade/refused         | diverged

            // … and goes back by the undo scripts of bundles that are kept
            V1 V2 U1 U2 kept V3 U3 |         | 1, 2, 3             | downgrade 2       | ahead/downgrade/undo             | undo 3
            V1 V2 U1 U2 kept V3 U3 |         | 1, 2, 3             | downgrade 1       | ahead/downgrade/undo             | undo 3, undo 2
            V1 U1 kept V2 U2 V3 U3 |         | 1, 2, 3             | downgrade 2       | ahead/downgrade/undo             | undo 3
            V1 V2 kept V2 U2 V3 U3 |         | 1, 2, 3             | downgrade 0       | ahead/downgrade/refused          | no-undo
            V1 V2 U1 U2 kept V3 U3 |         | 1, 2, 3 edited      | downgrade 2       | ahead/downgrade/refused          | no-undo
            V1 V2 kept V1 V2 U2    |         | 1, 2                | downgrade 1       | current/downgrade/undo           | undo 2
            V1 V2 kept V2 U2       |         | 2 BASELINE          | downgrade 1       | current/downgrade/refused        | no-undo
            V1 V2 U1 U2 kept V3 U3 | no downgrade | 1, 2, 3         | downgrade 2       | ahead/downgrade/refused          | downgrade-not-allowed

            // diverged: repair realigns only what it is told to
            V1 V2          |                 | 1, 2 edited         | init              | diverged/init/refused            | diverged
            V1 V2          |                 | 1, 2 edited         | upgrade           | diverged/upgrade/refused         | diverged
            V1 V2          | tolerates ahead | 1, 2 edited, 3      | upgrade           | diverged/upgrade/refused         | diverged
            V1 V2          |                 | 1, 2 edited         | stamp 2           | diverged/stamp/refused           | diverged
            V1 V2          |                 | 1, 2 edited         | stamp 2 force     | diverged/stamp/refused           | diverged
            V1 V2 U2       |                 | 1, 2 edited         | downgrade 1       | diverged/downgrade/refused       | diverged
            V1 V2          |                 | 1, 2 edited         | ensure            | diverged/upgrade/refused         | diverged
            V1 V2          |                 | 1, 2 edited         | repair            | diverged/repair/refused          | diverged
            V1 V2          |                 | 1, 2 edited         | repair 2          | diverged/repair/realign          | repair 2
            V1 V2          |                 | 1, 2 renamed        | repair 2          | diverged/repair/realign          | repair 2
            V1 V2          |                 | 1 edited, 2 edited  | repair 1          | diverged/repair/realign          | repair 1
            V1 V2          |                 | 1 edited, 2 renamed | repair 1 2        | diverged/repair/realign          | repair 1, repair 2
            V1 V2          |                 | 1, 2 edited         | repair 1          | diverged/repair/refused          | unknown-revision
            V1 V2          |                 | 1, 2 edited         | repair 2 9        | diverged/repair/refused          | unknown-revision
            V1 V3          |                 | 1, 2, 3             | repair 2          | diverged/repair/realign          | stamp 2 DELETE
            V1 V2 V3       |                 | 1, 3                | repair 2          | diverged/repair/refused          | over-stamping
            V1 V2 V3       |                 | 1, 3                | repair 2 force    | diverged/repair/realign          | stamp 2
            V1 V2          |                 | 1, 2, 2 UNDO_SQL    | repair 2          | diverged/repair/realign          | repair 2
            V1 V2          | verify-only     | 1, 2 edited         | repair 2          | diverged/repair/refused          | verify-only

            // failed: nothing goes on until repair
            V1 V2          |                 | 1, 2 failed         | init              | failed/init/refused              | failed
            V1 V2          |                 | 1, 2 failed         | upgrade           | failed/upgrade/refused           | failed
            V1 V2          |                 | 1, 2 failed         | stamp 2           | failed/stamp/refused             | failed
            V1 V2          |                 | 1, 2 failed         | stamp 2 force     | failed/stamp/refused             | failed
            V1 V2 U1       |                 | 1, 2 failed         | downgrade 0       | failed/downgrade/refused         | failed
            V1 V2          |                 | 1, 2 failed         | repair            | failed/repair/realign            | repair 2
            V1 R:a         |                 | 1, R:a failed       | repair            | failed/repair/realign            | repair a
            V1 V2          |                 | 1, 2 failed         | ensure            | failed/upgrade/refused           | failed

            // failed, where the ledger says how far the script was: gone on with
            V1 V2 V3       |                 | 1, 2 unfinished     | upgrade           | failed/upgrade/resume            | forward 2, forward 3
            V1 V2 V3       |                 | 1, 2 unfinished     | upgrade 2         | failed/upgrade/resume            | forward 2
            V1 V2          |                 | 1, 2 unfinished     | ensure            | failed/upgrade/resume            | forward 2
            V1 R:a         |                 | 1, R:a unfinished   | ensure            | failed/upgrade/resume            | repeatable a
            V1 V2          |                 | 1 unfinished        | ensure            | failed/upgrade/resume            | forward 1, forward 2
            // … unless it is not the same script, not asked for, not the only trouble, or an undo
            V1 V2          |                 | 1, 2 unfinished edited | upgrade        | failed/upgrade/refused           | failed
            V1 V2          |                 | 1, 2 unfinished     | upgrade 1         | failed/upgrade/refused           | failed
            V1 V2 V3       |                 | 1 edited, 2 unfinished | upgrade        | failed/upgrade/refused           | failed
            V1 V2 V3       |                 | 1, 2 failed, 3 unfinished | upgrade     | failed/upgrade/refused           | failed
            V1 V2          |                 | 1, 2, 2 DELETE unfinished | upgrade     | failed/upgrade/refused           | failed
            V1 V2          |                 | 1, 2 unfinished     | init              | failed/init/refused              | failed
            V1 V2 U1       |                 | 1, 2 unfinished     | downgrade 0       | failed/downgrade/refused         | failed
            V1 V2          |                 | 1, 2 unfinished     | repair            | failed/repair/realign            | repair 2

            // squashed: what a snapshot stands for cannot be replayed, nor skipped
            B2 V3          |                 | empty               | upgrade           | empty/upgrade/snapshot           | snapshot 2, forward 3
            B2             |                 | empty               | upgrade           | empty/upgrade/snapshot           | snapshot 2
            B2 V3          |                 | 1                   | upgrade           | diverged/upgrade/refused         | diverged
            B2 V3          |                 | 1                   | repair            | diverged/repair/refused          | diverged
            B2 V3          |                 | 1                   | repair 2          | diverged/repair/refused          | unknown-revision
            B2 V3          |                 | 1, 2                | upgrade           | behind/upgrade/apply             | forward 3
            B2 V3          |                 | 2 SQL_BASELINE      | upgrade           | behind/upgrade/apply             | forward 3
            B2 V3          | adopts at 2     | marker              | upgrade           | unstamped/upgrade/adopt          | stamp 2, forward 3
            B2             | adopts at 2     | marker              | upgrade           | unstamped/upgrade/adopt          | stamp 2
            B2 V3          | adopts at 1     | marker              | upgrade           | unstamped/upgrade/refused        | unknown-revision
            B2 V3          |                 | objects             | stamp 3 force     | unstamped/stamp/forced-stamp     | stamp 2, stamp 3
            B2 V3          |                 | 2 SQL_BASELINE, 3   | stamp 2 force     | current/stamp/forced-stamp       | stamp 3 DELETE
            B2 V3 U3       |                 | 2 SQL_BASELINE, 3   | downgrade 2       | current/downgrade/undo           | undo 3
            B2 V3 U3       |                 | 2 SQL_BASELINE, 3   | downgrade 0       | current/downgrade/refused        | no-undo
            """;

    record Cell(String bundle, String target, String database, String asked, String row, String then) {

        Situation situation() {
            List<String> bundles = List.of(bundle.split(" kept ", -1));
            Situation seen = Situation.of(
                    Given.target(target), Given.bundle(bundles.getFirst()), reading(), Given.phases(database));
            return bundles.size() == 1
                    ? seen
                    : seen.with(Given.undos(seen.notUndoneBy(request()), Given.bundle(bundles.getLast())));
        }

        Request request() {
            return Given.request(asked);
        }

        Reading reading() {
            return switch (database) {
                case "unreachable" -> unreachable(true);
                case "locked out" -> unreachable(false);
                case "objects" -> managed("");
                case "marker" -> marked();
                default ->
                    database.startsWith("empty") ? facts(database.substring("empty".length())) : managed(database);
            };
        }

        @Override
        public String toString() {
            return Stream.of(target, database, asked)
                    .filter(s -> !s.isEmpty())
                    .collect(Collectors.joining(", ", "", " by " + bundle));
        }
    }

    static Stream<Cell> cells() {
        return TABLE.lines()
                .skip(1)
                .filter(line -> !line.isBlank() && !line.startsWith("//"))
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .map(c -> new Cell(c.get(0), c.get(1), c.get(2), c.get(3), c.get(4), c.get(5)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyCellIsAsDesigned(Cell cell) {
        Decision decision = cell.situation().decide(cell.request());

        assertThat(decision.row().word()).isEqualTo(cell.row());
        assertThat(outcome(decision)).isEqualTo(cell.then());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aPlanEndsWhereItSaysAndAnythingElseSaysWhy(Cell cell) {
        switch (cell.situation().decide(cell.request())) {
            case Decision.Perform(Row row, Plan plan) ->
                assertThat(Given.after(plan, cell.reading()).current()).isEqualTo(plan.to());
            case Decision.Unchanged unchanged -> assertThat(unchanged.why()).isNotBlank();
            case Decision.Refuse refuse ->
                assertThat(refuse.refusal().sentence()).isNotBlank().doesNotContain("Optional");
        }
    }

    @Test
    void everyStateAndVerbHasACell() {
        Set<String> there = cells().map(cell -> cell.situation().state().word() + "/"
                        + cell.request().verb().word())
                .collect(Collectors.toSet());

        assertThat(there).containsExactlyInAnyOrderElementsOf(statesAndVerbs());
    }

    @Test
    void everyWayIsTaken() {
        assertThat(cells().map(cell ->
                        cell.situation().decide(cell.request()).row().way()))
                .contains(Way.values());
    }

    private static List<String> statesAndVerbs() {
        List<String> pairs = new ArrayList<>();
        for (Class<?> state : State.class.getPermittedSubclasses()) {
            for (Verb verb : Verb.values()) {
                pairs.add(state.getSimpleName().toLowerCase(Locale.ROOT) + "/" + verb.word());
            }
        }
        return pairs;
    }

    private static String outcome(Decision decision) {
        return switch (decision) {
            case Decision.Perform perform ->
                perform.plan().steps().stream().map(DecisionTableTest::shortly).collect(Collectors.joining(", "));
            case Decision.Unchanged unchanged -> "";
            case Decision.Refuse refuse -> refuse.refusal().reason().word();
        };
    }

    /** A kind and a version, or the description of what has none; a row that is taken back says so. */
    private static String shortly(Step step) {
        String what = step.version().map(Version::toString).orElse(step.description());
        return step.kind() + " " + what + (step instanceof Step.Withdraw ? " DELETE" : "");
    }
}
