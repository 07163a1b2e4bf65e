package dev.headgate.logging;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Keeps a line of the audit what it is, the row itself as JSON: where the console writes JSON, all of its handlers do, and would
 * put it into a member of another object.
 */
@Singleton
final class AuditLines {

    private static final int FIRST = 1; // before anything is taken down
    private static final Logger AUDIT =
            Logger.getLogger("dev.headgate.audit"); // held: its handlers are to stay with it

    void begin(@Observes @Priority(FIRST) StartupEvent event) {
        Stream.of(AUDIT.getHandlers()).forEach(handler -> handler.setFormatter(new PatternFormatter("%s%n")));
    }
}
