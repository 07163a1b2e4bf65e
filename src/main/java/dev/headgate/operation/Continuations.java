package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Continuation;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Target;
import java.util.Optional;

/** Looks whether bundles continue what was applied to targets. */
public final class Continuations {

    private final Databases databases;
    private final Situations situations;

    public Continuations(Databases databases, Situations situations) {
        this.databases = databases;
        this.situations = situations;
    }

    /** Why the bundle may not become the target's active one; nothing when it may. */
    Optional<Refusal> obstacle(Target target, Bundle bundle) {
        Target adopted = target.adoptedBy(bundle);
        return Continuation.obstacle(situations.of(adopted, bundle, databases.read(adopted)));
    }
}
