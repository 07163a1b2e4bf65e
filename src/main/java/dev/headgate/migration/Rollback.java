package dev.headgate.migration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The question "would that release still run here, once the active bundle is applied?", asked before a deployment. */
public final class Rollback {

    private static final int FEW = 10;

    private Rollback() {}

    /** Why not; nothing when it would. */
    public static Optional<Refusal> refusal(Situation situation, Compatibility compatibility) {
        if (situation.state() instanceof State.Unreachable unreachable) {
            return Optional.of(Refusals.unreachable(situation, unreachable.reading()));
        }
        return switch (compatibility) {
            case Compatibility.Serves s -> Optional.empty();
            case Compatibility.AheadCompatible a -> Optional.empty();
            case Compatibility.AheadIncompatible a ->
                Optional.of(refuse(situation, a.why() + ". " + wayOut(situation, a.breaking()), a.breaking()));
            case Compatibility.Behind b ->
                Optional.of(refuse(situation, b.why() + ". Deploy that release with its own bundle", List.of()));
        };
    }

    /**
     * The release of the target that is meant by a digest or a name.
     *
     * @param known newest first; of several with the same name it is the newest
     * @throws Refused when there is none
     */
    public static Release release(TargetName target, String text, List<Release> known) {
        return known.stream()
                .filter(release -> release.isCalled(text))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> few = known.stream()
                            .limit(FEW)
                            .map(Release::toString)
                            .distinct()
                            .toList();
                    String which = few.isEmpty()
                            ? "none is known yet"
                            : "the newest known are " + few.stream().collect(Collectors.joining(", "));
                    return new Refusal(
                                    Reason.UNKNOWN_RELEASE,
                                    "%s has had no release '%s'; %s. Name one by its bundle's digest, or by \"release\" in its headgate.yaml"
                                            .formatted(target, shown(text), which),
                                    Map.of("known", few))
                            .thrown();
                });
    }

    private static String wayOut(Situation situation, List<Unknown> breaking) {
        return breaking.stream().anyMatch(step -> situation.ledger().applied().containsKey(step.version()))
                ? "That is applied already: go on with a newer release"
                : "Deploy it only if you will not go back, or make those steps in a later release";
    }

    private static String shown(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    private static Refusal refuse(Situation situation, String why, List<Unknown> breaks) {
        return new Refusal(
                Reason.CANNOT_ROLL_BACK,
                "%s cannot be rolled back: %s".formatted(situation.target().name(), why),
                Map.of("breaks", breaks));
    }
}
