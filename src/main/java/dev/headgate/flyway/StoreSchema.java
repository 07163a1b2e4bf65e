package dev.headgate.flyway;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/** Brings up the store's own schema, however long the store takes to be there. */
public final class StoreSchema {

    private static final Logger LOG = Logger.getLogger(StoreSchema.class);

    private static final int TOLD = 3; // lines of an error: what failed, and the first reason

    private final Flyway flyway;
    private final AtomicReference<Optional<String>> trouble =
            new AtomicReference<>(Optional.of("the store's schema is not up yet"));

    public StoreSchema(Flyway flyway) {
        this.flyway = flyway;
    }

    /** Why the schema is not there; nothing once it is. */
    public Optional<String> trouble() {
        return trouble.get();
    }

    /** Tries once; whether it is up now. */
    public boolean bringUp() {
        if (trouble.get().isEmpty()) {
            return true;
        }
        try {
            flyway.migrate();
            trouble.set(Optional.empty());
            LOG.info("the store is up");
            return true;
        } catch (RuntimeException e) { // Flyway's own, and whatever a store in an odd state makes of it
            String why = String.valueOf(e.getMessage())
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.chars().anyMatch(Character::isLetter)) // Flyway underlines
                    .limit(TOLD)
                    .collect(Collectors.joining("; "));
            trouble.set(Optional.of(why));
            LOG.warnf("the store is not up: %s", why);
            return false;
        }
    }
}
