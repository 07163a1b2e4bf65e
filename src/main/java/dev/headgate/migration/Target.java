package dev.headgate.migration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One database in Headgate's care, as far as the rules need to know it.
 *
 * @param schemas the managed schemas: what is looked at to tell an empty database from one in use; unqualified names in
 *     scripts are created in the first
 * @param waitForDatabase how long an operation waits for a database that is not there
 * @param lockWait how long an operation waits for the target's lock
 */
public record Target(
        TargetName name,
        List<String> schemas,
        LedgerName ledger,
        Optional<Adoption> adoption,
        Mode mode,
        Environment environment,
        boolean downgradeAllowed,
        OnAhead onAhead,
        Duration waitForDatabase,
        Duration lockWait,
        Transaction transaction,
        Courtesy courtesy) {

    /** The same, recognised by what a bundle says where the configuration says nothing. */
    public Target adoptedBy(Bundle bundle) {
        return adoption.isPresent() || bundle.adoption().isEmpty()
                ? this
                : new Target(
                        name,
                        schemas,
                        ledger,
                        bundle.adoption(),
                        mode,
                        environment,
                        downgradeAllowed,
                        onAhead,
                        waitForDatabase,
                        lockWait,
                        transaction,
                        courtesy);
    }

    /** Whether Headgate may change this database at all. */
    public enum Mode {
        /** Every verb. */
        FULL,
        /** Questions only: somebody else migrates it. */
        VERIFY_ONLY
    }

    /** Whom the database serves, and so what an app that starts may bring about (docs/gates.md). */
    public enum Environment {
        /** Its developers: it is brought to the head of its bundle as they start. */
        DEVELOPMENT,
        /** Those who try a release before it is deployed: an app that starts changes nothing. */
        STAGING,
        /** Everybody: an app that starts changes nothing. */
        PRODUCTION
    }

    /** What a plan's steps share. */
    public enum Transaction {
        /** Nothing: each has a transaction of its own, where it can run in one. */
        PER_REVISION,
        /** One transaction: all of the plan is done, or nothing. */
        SINGLE
    }

    /** What an upgrade says to a database that is ahead of the bundle. */
    public enum OnAhead {
        /** Nothing to do where all that the bundle does not know are expand steps, else a refusal. */
        COMPATIBLE,
        /** A refusal: the release is older than its database. */
        REFUSE,
        /** Nothing to do: the database is newer than it need be. */
        TOLERATE
    }
}
