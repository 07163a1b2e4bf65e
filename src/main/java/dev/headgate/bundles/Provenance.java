package dev.headgate.bundles;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;

/**
 * Where a bundle comes from, and so what is said when it has problems.
 *
 * @param source as the bundle will name it
 * @param bundle what it is called in a sentence
 * @param reason why it is refused
 * @param next what to do then
 */
record Provenance(String source, String bundle, Reason reason, String next) {

    /** There is nothing to be read at a location. */
    static Refused missing(String location, String why) {
        return Refusal.of(Reason.BUNDLE_INVALID, "the bundle at %s cannot be had: %s".formatted(location, why))
                .thrown();
    }

    static Provenance at(String location) {
        return new Provenance(
                location,
                "the bundle at " + location,
                Reason.BUNDLE_INVALID,
                location.startsWith(FileUnpacker.FILESYSTEM)
                        ? "Mend them: a folder is read again when it changes"
                        : "Mend them and restart Headgate");
    }

    static Provenance sent() {
        return new Provenance(
                "upload",
                "the bundle that was sent",
                Reason.BUNDLE_UNSOUND,
                "Nothing was kept; mend them and send it again");
    }

    static Provenance shelved(Digest digest) {
        return new Provenance(
                "stored", "the stored bundle " + digest.brief(), Reason.BUNDLE_INVALID, "Send a bundle without them");
    }
}
