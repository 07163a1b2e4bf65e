package dev.headgate.security;

import java.util.Optional;

/**
 * Who asked, as far as is known.
 *
 * @param principal who they showed to be, as {@link Principal#text}; {@code anonymous} where nobody has to
 * @param address where the request came from
 * @param userAgent what it called itself
 * @param traceparent the span that asked, as W3C Trace Context writes it; of requests only, where one came along
 */
public record Caller(
        String principal, Optional<String> address, Optional<String> userAgent, Optional<String> traceparent) {

    /** Whose trace is of no interest. */
    public Caller(String principal, Optional<String> address, Optional<String> userAgent) {
        this(principal, address, userAgent, Optional.empty());
    }

    /** What Headgate does by itself. */
    public static final Caller HEADGATE = new Caller("headgate", Optional.empty(), Optional.empty());

    /** How they showed it, which the kinds of principals tell: {@code kubernetes}, {@code oidc}, {@code token} or {@code none}. */
    public String method() {
        if (principal.startsWith(Principal.ServiceAccount.PREFIX)) {
            return "kubernetes";
        }
        if (principal.startsWith(Principal.User.PREFIX)) {
            return "oidc";
        }
        return principal.startsWith(Principal.Token.PREFIX) ? "token" : "none";
    }

    @Override
    public String toString() {
        return principal
                + address.map(from -> " from " + from).orElse("")
                + userAgent.map(agent -> " with " + agent).orElse("");
    }
}
