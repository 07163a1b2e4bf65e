package dev.headgate.http;

import dev.headgate.audit.Link;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A row of the audit as JSON. */
public record AuditView(
        long number,
        Instant at,
        String principal,

        @Schema(description = "how they showed who they are: kubernetes, oidc, token or none")
        String method,

        Optional<String> address,
        Optional<String> userAgent,

        @Schema(description = "a verb, push, activate, remove, cancel; request for what was refused")
        String act,

        Optional<String> target,
        Optional<UUID> operation,
        Optional<String> reason,

        @Schema(description = "accepted, done, how the operation ended, or the word of the problem")
        String outcome,

        Optional<String> detail,
        String previous,
        String hash) {

    public static AuditView of(Link link) {
        return new AuditView(
                link.number(),
                link.at(),
                link.principal(),
                link.method(),
                link.address(),
                link.userAgent(),
                link.act(),
                link.target(),
                link.operation(),
                link.reason(),
                link.outcome(),
                link.detail(),
                link.previous(),
                link.hash());
    }
}
