package dev.headgate.migration;

import java.util.List;
import java.util.Optional;

/**
 * What was asked.
 *
 * @param to the revision to end at; without one, the head of the bundle
 * @param force whether to do what the rules would refuse because it can hide unapplied revisions
 * @param reason why; needed with force, and kept with the operation
 * @param versions for repair: the versions whose ledger rows are to agree with the bundle
 */
public record Request(Verb verb, Optional<Version> to, boolean force, Optional<String> reason, List<Version> versions) {

    public Request {
        versions = versions.stream().distinct().toList();
        if (force && reason.isEmpty()) {
            throw new IllegalArgumentException(
                    "force needs a reason: add \"reason\" to the body; it is kept with the operation");
        }
        if (!versions.isEmpty() && verb != Verb.REPAIR) {
            throw new IllegalArgumentException(
                    "\"versions\" goes with repair only; %s takes \"to\"".formatted(verb.word()));
        }
        if (to.isPresent() && verb == Verb.REPAIR) {
            throw new IllegalArgumentException("repair takes \"versions\", the ones to realign, and no \"to\"");
        }
        if (to.isEmpty() && verb == Verb.DOWNGRADE) {
            throw new IllegalArgumentException(
                    "downgrade needs \"to\": the revision to go back to, or \"0\" for before the first");
        }
        if (to.filter(Version::isZero).isPresent() && verb != Verb.DOWNGRADE) {
            throw new IllegalArgumentException("\"to\" 0 goes with downgrade only");
        }
    }

    public static Request of(Verb verb) {
        return new Request(verb, Optional.empty(), false, Optional.empty(), List.of());
    }
}
