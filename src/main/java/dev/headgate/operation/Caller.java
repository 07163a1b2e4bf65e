package dev.headgate.operation;

import java.util.Optional;

/**
 * Who asked, as far as is known.
 *
 * @param principal who they showed to be; {@code anonymous} where nobody has to
 * @param address where the request came from
 * @param userAgent what it called itself
 */
public record Caller(String principal, Optional<String> address, Optional<String> userAgent) {

    @Override
    public String toString() {
        return principal
                + address.map(from -> " from " + from).orElse("")
                + userAgent.map(agent -> " with " + agent).orElse("");
    }
}
