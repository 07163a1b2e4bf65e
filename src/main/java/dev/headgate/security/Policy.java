package dev.headgate.security;

/**
 * Who is let in, and how far.
 *
 * @param gatesOpen whether gates answer those who show nothing
 * @param healthOpen whether {@code /q/health} does
 * @param failures how many failed authentications an address has at once
 * @param logIn whether people log in with their browsers
 */
public record Policy(Mode mode, boolean gatesOpen, boolean healthOpen, int failures, boolean logIn, Grants grants) {

    /** Whether anybody has to show who they are. */
    public enum Mode {
        /** They do. */
        REQUIRED,
        /** Whoever asks on this machine does not; for the dev profile. */
        LOOPBACK,
        /** Nobody does, and everybody may do everything. */
        NONE
    }
}
