package dev.headgate.identity;

import dev.headgate.security.Glob;
import dev.headgate.security.Grant;
import dev.headgate.security.Grants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads grants from the configuration; all that is wrong is listed at once. */
final class GrantsReader {

    private static final Pattern TARGETS = Pattern.compile("[a-z0-9*-]{1,63}");
    private static final Pattern SERVICE_ACCOUNT = Pattern.compile("system:serviceaccount:[a-z0-9.*-]+:[a-z0-9.*-]+");

    private final List<String> problems = new ArrayList<>();

    /**
     * @throws IllegalArgumentException when values are wrong; the message lists all of them
     */
    Grants read(AuthConfig config) {
        List<Grant> grants = new ArrayList<>();
        new TreeMap<>(config.grants()).forEach((name, grant) -> grants.add(read(name, grant)));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the grants are wrong:\n  " + String.join("\n  ", problems));
        }
        return new Grants(grants);
    }

    private Grant read(String name, AuthConfig.GrantConfig config) {
        String prefix = "headgate.auth.grants." + name;
        Grant grant = new Grant(
                name,
                config.role(),
                globs(Optional.of(config.targets())),
                globs(config.serviceAccounts()),
                globs(config.users()),
                globs(config.groups()),
                globs(config.tokens()));
        check(prefix + ".targets", grant.targets(), TARGETS, "names of targets, such as orders or shop-*");
        check(
                prefix + ".service-accounts",
                grant.serviceAccounts(),
                SERVICE_ACCOUNT,
                "names such as system:serviceaccount:shop:hooks or system:serviceaccount:shop:*");
        if (Stream.of(grant.serviceAccounts(), grant.users(), grant.groups(), grant.tokens())
                .allMatch(List::isEmpty)) {
            problems.add(prefix + " is for nobody; set .service-accounts, .users, .groups or .tokens");
        }
        return grant;
    }

    private void check(String key, List<Glob> globs, Pattern form, String allowed) {
        globs.stream()
                .filter(glob -> !form.matcher(glob.text()).matches())
                .forEach(glob -> problems.add("%s has '%s'; allowed are %s".formatted(key, glob.text(), allowed)));
    }

    private static List<Glob> globs(Optional<List<String>> texts) {
        return texts.orElse(List.of()).stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Glob::new)
                .toList();
    }
}
