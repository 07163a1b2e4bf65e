package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rule of the chain: a row's hash is the SHA-256 of the hash before it and of all its other columns, each with its length
 * before it, so that nothing can move from one to the next. docs/audit.md describes it for whoever checks it elsewhere.
 */
public final class Chain {

    private static final String ABSENT = "-";
    private static final int LONGEST = 4000;

    private Chain() {}

    /** The entry as the row after this head. */
    public static Link next(Head head, Instant at, Entry entry) {
        Link link = new Link(
                head.rows() + 1,
                at,
                text(entry.caller().principal()),
                entry.caller().method(),
                entry.caller().address().map(Chain::text),
                entry.caller().userAgent().map(Chain::text),
                text(entry.act()),
                entry.target().map(Chain::text),
                entry.operation(),
                entry.reason().map(Chain::text),
                text(entry.outcome()),
                entry.detail().map(Chain::text),
                head.hash(),
                "");
        return link.hashed(hash(link));
    }

    /** Whether the row's hash is the one that its columns give. */
    public static boolean holds(Link link) {
        return hash(link).equals(link.hash());
    }

    private static String hash(Link link) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(encoded(link).getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In the order of the table's columns; {@code previous} first. */
    private static String encoded(Link link) {
        return Stream.of(
                        Optional.of(link.previous()),
                        Optional.of(Long.toString(link.number())),
                        Optional.of(link.at().toString()),
                        Optional.of(link.principal()),
                        Optional.of(link.method()),
                        link.address(),
                        link.userAgent(),
                        Optional.of(link.act()),
                        link.target(),
                        link.operation().map(UUID::toString),
                        link.reason(),
                        Optional.of(link.outcome()),
                        link.detail())
                .map(column -> column.map(Chain::measured).orElse(ABSENT))
                .collect(Collectors.joining("\n"));
    }

    private static String measured(String text) {
        return text.getBytes(UTF_8).length + ":" + text;
    }

    /** As PostgreSQL takes it and gives it back: no zero character, no half of a pair; and not without end. */
    private static String text(String text) {
        return text.codePoints()
                .limit(LONGEST)
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? '\ufffd' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
