package dev.headgate.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.migration.Request;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what. */
final class AccessTest {

    private static final Grants GRANTS = new Grants(List.of(
            new Grant(
                    "hooks",
                    Role.DEPLOYER,
                    globs("orders", "shop-*"),
                    globs("system:serviceaccount:shop:*"),
                    globs(),
                    globs(),
                    globs("ci")),
            new Grant("night", Role.OPERATOR, globs("orders"), globs(), globs("*@example.org"), globs("sre"), globs()),
            new Grant("all", Role.VIEWER, globs("*"), globs(), globs("ada@example.org"), globs(), globs())));

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            anonymous          , -                 , orders   , -
            kubernetes         , shop/hooks        , orders   , deployer
            kubernetes         , shop/hooks        , shop-7   , deployer
            kubernetes         , shop/hooks        , billing  , -
            kubernetes         , shop-evil/hooks   , orders   , -
            token              , ci                , orders   , deployer
            token              , ci2               , orders   , -
            token              , sre               , orders   , -
            user               , ci                , orders   , -
            user               , ada@example.org   , orders   , operator
            user               , ada@example.org   , billing  , viewer
            user               , eve@example.com   , orders   , -
            user of sre        , eve@example.com   , orders   , operator
            user of sre-fake   , eve@example.com   , orders   , -
            """)
    void theHighestRoleThatAGrantGivesCounts(String kind, String name, String target, String role) {
        assertThat(GRANTS.role(principal(kind, name), new TargetName(target)).map(Role::word))
                .isEqualTo(Optional.ofNullable(role));
    }

    @Test
    void noNameOfOneKindPassesForOneOfAnother() {
        Principal user =
                new Principal.User("system:serviceaccount:shop:hooks", Set.of("system:serviceaccount:shop:hooks"));

        assertThat(GRANTS.role(user, new TargetName("orders"))).isEmpty();
        assertThat(caller(user).method()).isEqualTo("oidc");
        assertThat(user.text()).isEqualTo("user:system:serviceaccount:shop:hooks");
    }

    @ParameterizedTest
    @CsvSource({
        "init, false, deployer", "upgrade, false, deployer", "ensure, false, deployer", "stamp, false, operator",
        "downgrade, false, operator", "repair, false, operator", "init, true, admin", "ensure, true, admin",
        "upgrade, true, admin", "stamp, true, admin"
    })
    void forceIsForAdminsWhateverTheVerb(String verb, boolean force, String role) {
        Request request = new Request(
                Verb.of(verb),
                verb.equals("downgrade") ? Optional.of(dev.headgate.migration.Version.of("1")) : Optional.empty(),
                force,
                Optional.of("it burns"),
                List.of());

        assertThat(Role.toAsk(request).word()).isEqualTo(role);
    }

    @Test
    void whoHasShownNothingIsToldHowToAndWhoHasIsToldWhatGrantIsMissing() {
        TargetName orders = new TargetName("orders");

        assertThatThrownBy(() -> access(new Principal.Anonymous()).require(Role.VIEWER, orders))
                .hasMessageStartingWith("this needs the role viewer on orders; send a token");
        assertThatThrownBy(() -> access(new Principal.Token("ci")).require(Role.OPERATOR, orders))
                .hasMessage(
                        "token:ci is deployer on orders, and this needs operator; headgate.auth.grants.<name> with .role=operator and .targets=orders would give it");
        assertThatThrownBy(() -> access(new Principal.Token("x")).requireEverywhere(Role.ADMIN))
                .hasMessageStartingWith("token:x has no role on *, and this needs admin");
        assertThatThrownBy(() -> access(new Principal.Token("ci")).requireSomewhere(Role.ADMIN))
                .hasMessageStartingWith("token:ci is admin of no target, and this needs admin");
    }

    @Test
    void whereNobodyHasToShowAnythingEverybodyMayDoEverything() {
        Access all = Access.toAll(caller(new Principal.Anonymous()));

        all.requireKnown();
        all.requireEverywhere(Role.ADMIN);
        assertThat(all.may(Role.ADMIN, new TargetName("orders"))).isTrue();
    }

    private static Access access(Principal principal) {
        return Access.of(principal, caller(principal), GRANTS);
    }

    private static Caller caller(Principal principal) {
        return new Caller(principal.text(), Optional.empty(), Optional.empty());
    }

    private static Principal principal(String kind, String name) {
        return switch (kind) {
            case "anonymous" -> new Principal.Anonymous();
            case "kubernetes" ->
                new Principal.ServiceAccount(
                        name.substring(0, name.indexOf('/')), name.substring(name.indexOf('/') + 1));
            case "token" -> new Principal.Token(name);
            case "user" -> new Principal.User(name, Set.of());
            default -> new Principal.User(name, Set.of(kind.substring("user of ".length())));
        };
    }

    private static List<Glob> globs(String... texts) {
        return List.of(texts).stream().map(Glob::new).toList();
    }
}
