package dev.headgate.security;

import java.util.concurrent.CompletionStage;

/** Tells whose a token is. */
public interface Identities {

    /** Where a log-in of the browser leaves its {@link Principal}: an attribute of what the framework knows of who asks. */
    String ATTRIBUTE = "headgate.principal";

    /**
     * Verifies a token; it never blocks.
     *
     * @return fails with {@link dev.headgate.migration.Refused}: unauthenticated, or that whoever would know cannot be asked now
     */
    CompletionStage<Principal> whoseIs(String token);
}
