package dev.headgate.http;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.operation.Operation;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.util.Optional;

/** Refusals as problem documents (RFC 9457): the one place that knows which has which status. */
final class Problems {

    private static final String TYPE = "urn:headgate:problem:";
    private static final int RETRY_AFTER_SECONDS = 5;

    /** Seconds after which to ask again, where a refusal knows them. */
    static final String RETRY_AFTER = "retryAfter";

    private Problems() {}

    /** A refusal that is no operation's. */
    static HttpProblem of(Refusal refusal) {
        return of(refusal, Optional.empty());
    }

    /** The problem that ended an operation. */
    static HttpProblem of(Operation operation) {
        return of(operation.course().problem().orElseThrow(), Optional.of(operation));
    }

    static URI type(String word) {
        return URI.create(TYPE + word);
    }

    /** 503 where to try again may help, 409 for a considered no, 422 for a script that failed. */
    static int status(Reason reason) {
        return switch (reason) {
            case BAD_REQUEST, BUNDLE_UNSOUND -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN, CROSS_SITE, VERIFY_ONLY -> 403;
            case UNKNOWN_TARGET, UNKNOWN_OPERATION, UNKNOWN_RELEASE, UNKNOWN_BUNDLE -> 404;
            case TOO_LARGE -> 413;
            case TOO_MANY_FAILURES -> 429;
            case AUDIT_BROKEN,
                    UNKNOWN_REVISION,
                    NOTHING_THERE,
                    NOT_STAMPED,
                    NOT_ADOPTED,
                    OVER_STAMPING,
                    UNDER_STAMPING,
                    AHEAD,
                    CANNOT_ROLL_BACK,
                    DIVERGED,
                    FAILED,
                    DOWNGRADE_NOT_ALLOWED,
                    NOT_BELOW,
                    NO_UNDO,
                    BUNDLE_INVALID,
                    NO_BUNDLE,
                    BUNDLE_CONFIGURED,
                    BUNDLE_IN_USE,
                    SCRIPT_UNSUITABLE,
                    NOT_VERIFIED,
                    POOLED_CONNECTION,
                    ACCESS_REFUSED,
                    KEY_REUSED,
                    ALREADY_ENDED,
                    UNFINISHED,
                    CANCELLED -> 409;
            case SCRIPT_FAILED -> 422;
            case BLOCKED, LOCKED, BUSY, LOCK_LOST, UNREACHABLE, STORE_UNAVAILABLE, IDENTITY_UNAVAILABLE, INTERRUPTED ->
                503; // as Reason.isPassing
            case INTERNAL -> 500;
        };
    }

    /** What the reason means, whatever the case. */
    static String title(Reason reason) {
        return switch (reason) {
            case UNAUTHENTICATED -> "Nobody has shown who asks";
            case FORBIDDEN -> "That is not for whoever asks";
            case CROSS_SITE -> "The request comes from another site";
            case TOO_MANY_FAILURES -> "Too many tokens were refused";
            case IDENTITY_UNAVAILABLE -> "Nobody can say who asks";
            case AUDIT_BROKEN -> "The audit was tampered with";
            case BAD_REQUEST -> "The request is malformed";
            case UNKNOWN_TARGET -> "There is no such target";
            case UNKNOWN_OPERATION -> "There is no such operation";
            case UNKNOWN_REVISION -> "There is no such revision";
            case UNKNOWN_RELEASE -> "There is no such release";
            case UNKNOWN_BUNDLE -> "There is no such bundle";
            case BUNDLE_UNSOUND -> "The bundle that was sent has problems";
            case TOO_LARGE -> "It is too large";
            case KEY_REUSED -> "The Idempotency-Key stands for something else";
            case ALREADY_ENDED -> "The operation has ended";
            case NOTHING_THERE -> "The database is empty";
            case NOT_STAMPED -> "The database has no ledger";
            case NOT_ADOPTED -> "The database is not known to be this schema";
            case OVER_STAMPING -> "Revisions would be skipped for ever";
            case UNDER_STAMPING -> "Revisions would be applied again";
            case AHEAD -> "The database is newer than the bundle";
            case CANNOT_ROLL_BACK -> "That release would not run any more";
            case DIVERGED -> "Ledger and bundle differ";
            case FAILED -> "A step was left half done";
            case DOWNGRADE_NOT_ALLOWED -> "Downgrades are off";
            case NOT_BELOW -> "The database is not above that revision";
            case NO_UNDO -> "Undo scripts are missing";
            case VERIFY_ONLY -> "The target is verify-only";
            case BUNDLE_INVALID -> "The bundle has problems";
            case NO_BUNDLE -> "The target has no bundle yet";
            case BUNDLE_CONFIGURED -> "The target's bundle is configured";
            case BUNDLE_IN_USE -> "The bundle is in use";
            case SCRIPT_UNSUITABLE -> "A script cannot be run as it is";
            case NOT_VERIFIED -> "The database is not as the bundle says";
            case SCRIPT_FAILED -> "A script failed";
            case BLOCKED -> "A script waited too long for a lock";
            case LOCKED -> "Somebody else holds the target's lock";
            case BUSY -> "Headgate is busy";
            case LOCK_LOST -> "The target's lock was lost";
            case POOLED_CONNECTION -> "The connection cannot hold a lock";
            case UNREACHABLE -> "The database cannot be reached";
            case ACCESS_REFUSED -> "The database refuses Headgate";
            case STORE_UNAVAILABLE -> "Headgate's store does not answer";
            case INTERRUPTED -> "Headgate stopped before it was done";
            case UNFINISHED -> "The operation was left unfinished, and nobody goes on with it unasked";
            case CANCELLED -> "Somebody cancelled the operation";
            case INTERNAL -> "Headgate failed";
        };
    }

    /** A refusal that is no operation's, about a target in some state. */
    static HttpProblem of(Refusal refusal, String target, String state) {
        HttpProblem.Builder builder = HttpProblem.builder(of(refusal, Optional.empty()));
        return builder.with("target", target).with("state", state).build();
    }

    private static HttpProblem of(Refusal refusal, Optional<Operation> operation) {
        int status = status(refusal.reason());
        HttpProblem.Builder builder = HttpProblem.builder()
                .withType(type(refusal.reason().word()))
                .withTitle(title(refusal.reason()))
                .withStatus(status)
                .withDetail(refusal.sentence());
        operation.ifPresent(o -> {
            builder.with("target", o.target().text());
            o.course().decision().ifPresent(row -> builder.with("state", row.substring(0, row.indexOf('/'))));
            o.course().decision().ifPresent(row -> builder.with("decision", row));
            builder.with("operation", o.id().toString());
            builder.withInstance(URI.create("/api/v1/operations/" + o.id()));
        });
        refusal.details().forEach(builder::with);
        if (status == 401) {
            builder.withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"headgate\"");
        }
        if (refusal.details().get(RETRY_AFTER) instanceof Long seconds) {
            builder.withHeader(HttpHeaders.RETRY_AFTER, seconds);
        }
        if (status == 503) {
            builder.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return builder.build();
    }
}
