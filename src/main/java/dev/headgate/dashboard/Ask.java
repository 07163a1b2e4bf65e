package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import dev.headgate.migration.Request;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import dev.headgate.security.Role;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What somebody has chosen to have planned. */
public record Ask(Verb verb, Optional<Version> to, List<Version> versions, boolean force) {

    private static final Optional<String> PLAN_ONLY = Optional.of("a plan only");

    static Ask of(Verb verb) {
        return of(verb, Optional.empty());
    }

    static Ask of(Verb verb, Optional<Version> to) {
        return new Ask(verb, to, List.of(), false);
    }

    /** As a query or a form has it, in which a field that nobody filled in is empty. */
    static Ask of(String verb, @Nullable String to, @Nullable List<String> versions, @Nullable String force) {
        return new Ask(
                Asked.checked(() -> Verb.of(verb)),
                Optional.ofNullable(to)
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .map(text -> Asked.checked(() -> Version.of(text))),
                Asked.versions(versions),
                Asked.flag("force", force));
    }

    /** Whether it is all there: a downgrade needs somewhere to go. */
    boolean isWhole() {
        return verb != Verb.DOWNGRADE || to.isPresent();
    }

    /** Whether something has to be said that this target's state leaves open. */
    boolean isToBeChosenFor(Situation s) {
        return switch (s.state()) {
            case State.Behind b -> isStampOfNothing();
            case State.Current c -> isStampOfNothing();
            case State.Empty e -> false;
            case State.Unstamped u -> isStampOfNothing() && u.adoptableAt().isEmpty();
            case State.Diverged d -> verb == Verb.REPAIR && versions.isEmpty();
            case State.Unreachable u -> false;
            case State.Ahead a -> false;
            case State.Failed f -> false;
        };
    }

    private boolean isStampOfNothing() {
        return verb == Verb.STAMP && to.isEmpty();
    }

    /** What has to be said. */
    String question() {
        return switch (verb) {
            case DOWNGRADE -> "Choose the revision to go back to.";
            case REPAIR -> "Choose the versions whose ledger rows are to agree with the bundle.";
            case STAMP -> "Choose the revision that the database is at.";
            case INIT, UPGRADE, ENSURE -> "";
        };
    }

    /** To see what would be done. */
    Request request() {
        return request(PLAN_ONLY);
    }

    Request request(Optional<String> reason) {
        return Asked.checked(() -> new Request(verb, to, force, reason, versions));
    }

    Role role() {
        return force ? Role.ADMIN : Role.toAsk(verb);
    }

    Ask forced() {
        return new Ask(verb, to, versions, true);
    }

    /** Such as {@code downgrade to 7}. */
    public String words() {
        return verb.word()
                + to.map(" to %s"::formatted).orElse("")
                + (versions.isEmpty()
                        ? ""
                        : versions.stream().map(Version::toString).collect(Collectors.joining(", ", " ", "")));
    }

    /** That plans it. */
    public String query() {
        return Stream.of(
                        Stream.of("verb=" + verb.word()),
                        to.stream().map(version -> "to=" + version),
                        versions.stream().map(version -> "versions=" + version),
                        Stream.of("force=true").filter(forced -> force))
                .flatMap(parts -> parts)
                .collect(Collectors.joining("&"));
    }
}
