package dev.headgate.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of the audit: an entry in its place in the chain.
 *
 * @param number 1 is the first
 * @param at when it was taken down, by the store's clock
 * @param method how the caller showed who they are
 * @param previous the hash of the row before
 * @param hash by {@link Chain}
 */
public record Link(
        long number,
        Instant at,
        String principal,
        String method,
        Optional<String> address,
        Optional<String> userAgent,
        String act,
        Optional<String> target,
        Optional<UUID> operation,
        Optional<String> reason,
        String outcome,
        Optional<String> detail,
        String previous,
        String hash) {

    public Head head() {
        return new Head(number, hash);
    }

    Link numbered(long other) {
        return new Link(
                other, at, principal, method, address, userAgent, act, target, operation, reason, outcome, detail,
                previous, hash);
    }

    Link hashed(String now) {
        return new Link(
                number, at, principal, method, address, userAgent, act, target, operation, reason, outcome, detail,
                previous, now);
    }
}
