package dev.headgate.migration;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The sentences of the decision table: what is the matter, and what to do next. */
final class Refusals {

    private Refusals() {}

    static Refusal unreachable(Situation s, Reading.Unreachable reading) {
        return reading.passing()
                ? new Refusal(
                        Reason.UNREACHABLE,
                        "the database of %s cannot be reached: %s. Ask again when it is up"
                                .formatted(s.target().name(), reading.why()),
                        Map.of("since", reading.since()))
                : new Refusal(
                        Reason.ACCESS_REFUSED,
                        "the database of %s refuses Headgate: %s. Correct the target's configuration or its rights"
                                .formatted(s.target().name(), reading.why()),
                        Map.of("since", reading.since()));
    }

    static Refusal verifyOnly(Situation s) {
        return Refusal.of(
                Reason.VERIFY_ONLY,
                "%s is verify-only: somebody else migrates it. To let Headgate do so, set headgate.targets.%s.mode=full"
                        .formatted(s.target().name(), s.target().name()));
    }

    static Refusal unknownRevision(Situation s, Version to) {
        return Refusal.of(
                Reason.UNKNOWN_REVISION,
                "the bundle of %s has no revision %s; its head is %s"
                        .formatted(s.target().name(), to, s.bundle().head()));
    }

    static Refusal unknownAdoption(Situation s, Version at) {
        return Refusal.of(
                Reason.UNKNOWN_REVISION,
                "headgate.targets.%s.adopt.at is %s, which its bundle lacks; its head is %s"
                        .formatted(s.target().name(), at, s.bundle().head()));
    }

    static Refusal diverged(Situation s, State.Diverged state) {
        return Refusal.of(
                Reason.DIVERGED,
                "ledger and bundle of %s differ: %s. Deploy the bundle that was applied, or tell repair which versions to realign"
                        .formatted(s.target().name(), sentences(state.differences())),
                state.differences());
    }

    static Refusal failed(Situation s, State.Failed state) {
        return Refusal.of(
                Reason.FAILED,
                "%s stands half done: %s".formatted(s.target().name(), sentences(state.failures())),
                state.failures());
    }

    static Refusal ahead(Situation s, State.Ahead state) {
        return Refusal.of(
                Reason.AHEAD,
                "%s is at %s, above the bundle's head %s. Deploy the newer release, or set headgate.targets.%s.on-ahead=tolerate where an older release may run on it"
                        .formatted(
                                s.target().name(),
                                state.version(),
                                s.bundle().head(),
                                s.target().name()),
                s.state().findings());
    }

    static Refusal aheadAndIncompatible(Situation s, State.Ahead state) {
        return new Refusal(
                Reason.AHEAD,
                "%s is at %s, above the bundle's head %s, and an older release cannot run on %s. Deploy the newer release; or downgrade to %s first, which drops data; or set headgate.targets.%s.on-ahead=tolerate where it can all the same"
                        .formatted(
                                s.target().name(),
                                state.version(),
                                s.bundle().head(),
                                Unknown.listed(state.breaking()),
                                s.bundle().head(),
                                s.target().name()),
                Map.of("findings", s.state().findings(), "breaks", state.breaking()));
    }

    static Refusal nothingThere(Situation s, Verb verb) {
        return Refusal.of(
                Reason.NOTHING_THERE,
                "%s is empty: there is nothing to %s. Use init, upgrade or ensure to create it"
                        .formatted(s.target().name(), verb.word()));
    }

    static Refusal notStamped(Situation s) {
        return Refusal.of(
                Reason.NOT_STAMPED,
                "%s has objects but no ledger, so what was applied is not known. Stamp it first, or configure adoption"
                        .formatted(s.target().name()),
                s.state().findings());
    }

    static Refusal notAdopted(Situation s, State.Unstamped state) {
        return Refusal.of(
                Reason.NOT_ADOPTED,
                "%s has objects (%s) but no ledger, and nothing says which revision they are. If they are this schema, configure headgate.targets.%s.adopt.marker and adopt.at, or stamp the revision with force and a reason; if they are not, give the target schemas of its own"
                        .formatted(
                                s.target().name(),
                                String.join(", ", state.objects()),
                                s.target().name()),
                s.state().findings());
    }

    static Refusal adoptedElsewhere(Situation s, Version at, Version to) {
        return Refusal.of(
                Reason.NOT_ADOPTED,
                "%s is recognised as being at %s, by its adoption marker, not at %s. Stamp that, or let upgrade adopt it; to insist on %s, stamp with force and a reason"
                        .formatted(s.target().name(), at, to, to));
    }

    static Refusal overStamping(Situation s, Version at, Version to, List<Revision> skipped) {
        return new Refusal(
                Reason.OVER_STAMPING,
                "to stamp %s at %s while it is at %s would record %s as applied without running them, and they would be skipped for ever. Use upgrade; or, if they are there already, stamp with force and a reason"
                        .formatted(
                                s.target().name(),
                                to,
                                at.isZero() ? "nothing" : at,
                                skipped.stream()
                                        .map(r -> r.version().toString())
                                        .collect(Collectors.joining(", "))),
                Map.of(
                        "skipped",
                        skipped.stream().map(r -> r.version().toString()).toList()));
    }

    static Refusal underStamping(Situation s, Version at, Version to) {
        return Refusal.of(
                Reason.UNDER_STAMPING,
                "to stamp %s at %s while it is at %s would make upgrade apply again what is there. Use downgrade; or, if it is gone already, stamp with force and a reason"
                        .formatted(s.target().name(), to, at));
    }

    static Refusal stampNeedsTo(Situation s) {
        return Refusal.of(
                Reason.BAD_REQUEST,
                "say which revision %s is at: {\"to\":\"%s\"}"
                        .formatted(s.target().name(), s.bundle().head()));
    }

    static Refusal downgradeNotAllowed(Situation s) {
        return Refusal.of(
                Reason.DOWNGRADE_NOT_ALLOWED,
                "downgrades of %s are off, because they drop data. To allow them, set headgate.targets.%s.downgrade-allowed=true"
                        .formatted(s.target().name(), s.target().name()));
    }

    static Refusal notBelow(Situation s, Version at, Version to) {
        return Refusal.of(
                Reason.NOT_BELOW,
                "%s is at %s, below %s: that way is up. Use upgrade"
                        .formatted(s.target().name(), at, to));
    }

    static Refusal noUndo(Situation s, List<Version> without) {
        return new Refusal(
                Reason.NO_UNDO,
                "neither the bundle of %s nor one that is kept has an undo script for %s, so nothing was undone. Give Headgate a bundle that has it, or go back with a new revision"
                        .formatted(
                                s.target().name(),
                                without.stream().map(Version::toString).collect(Collectors.joining(", "))),
                Map.of("missing", without.stream().map(Version::toString).toList()));
    }

    static Refusal repairNeedsVersions(Situation s, State.Diverged state) {
        return Refusal.of(
                Reason.DIVERGED,
                "repair realigns only what it is told to. Say which: {\"versions\":[%s]}. It would change the ledger, not the schema: %s"
                        .formatted(
                                state.differences().stream()
                                        .flatMap(f -> f.version().stream())
                                        .map(v -> "\"" + v + "\"")
                                        .distinct()
                                        .collect(Collectors.joining(",")),
                                sentences(state.differences())),
                state.differences());
    }

    static Refusal nothingToRealign(Situation s, Version version) {
        return Refusal.of(
                Reason.UNKNOWN_REVISION,
                "%s does not differ at %s: %s"
                        .formatted(
                                s.target().name(), version, sentences(s.state().findings())),
                s.state().findings());
    }

    static Refusal repairWouldStamp(Situation s, Version version) {
        return Refusal.of(
                Reason.OVER_STAMPING,
                "%s is not applied to %s; repair would record it as applied without running it. If it is there already, repair with force and a reason; if not, give its script a version above %s"
                        .formatted(version, s.target().name(), s.bundle().head()));
    }

    static Refusal notVerified(Situation s, List<Finding> findings) {
        return Refusal.of(
                Reason.NOT_VERIFIED,
                "%s is %s: %s".formatted(s.target().name(), s.state().word(), sentences(findings)),
                findings);
    }

    private static String sentences(List<Finding> findings) {
        return findings.stream().map(Finding::sentence).collect(Collectors.joining("; "));
    }
}
