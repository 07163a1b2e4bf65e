package dev.headgate.identity;

import dev.headgate.security.Principal;
import dev.headgate.security.TokenHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tokens by their names and hashes, as a file lists them: {@code ci sha256:9f86...}. A name may have several, so that a new
 * one comes before the old one goes.
 *
 * @param problems what is wrong, by line; never what stands there, which may be a token
 */
record TokenList(List<Known> known, List<String> problems) {

    static final TokenList EMPTY = new TokenList(List.of(), List.of());

    private static final Pattern LINE =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._@/-]{0,99})\\s+sha256:([0-9A-Fa-f]{64})");

    /** One token. */
    record Known(Principal.Token token, TokenHash hash) {}

    static TokenList of(List<String> lines) {
        List<Known> known = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                read(line, i + 1, known, problems);
            }
        }
        return new TokenList(List.copyOf(known), List.copyOf(problems));
    }

    private static void read(String line, int number, List<Known> known, List<String> problems) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            problems.add(
                    "line %d is not a name and the hash of a token, such as 'ci sha256:' and 64 hexadecimal digits; this makes the hash: printf %%s \"$TOKEN\" | sha256sum"
                            .formatted(number));
            return;
        }
        Known read = new Known(
                new Principal.Token(matcher.group(1)),
                new TokenHash(matcher.group(2).toLowerCase(Locale.ROOT)));
        if (known.stream()
                .anyMatch(k -> k.hash().matches(read.hash()) && !k.token().equals(read.token()))) {
            problems.add("line %d has the hash of another name's token; each has its own".formatted(number));
        } else {
            known.add(read);
        }
    }

    /** Whose it is. All are looked at, whichever it is: the time tells nothing. */
    Optional<Principal> whoseIs(String token) {
        TokenHash hash = TokenHash.of(token);
        Optional<Principal> owner = Optional.empty();
        for (Known one : known) {
            if (one.hash().matches(hash)) {
                owner = Optional.of(one.token());
            }
        }
        return owner;
    }
}
