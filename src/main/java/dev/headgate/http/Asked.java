package dev.headgate.http;

import dev.headgate.audit.Anchor;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.operation.Operation;
import io.vertx.core.MultiMap;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Words of a request as values, or the refusal that says what is allowed. */
public final class Asked {

    /** What a request waits unless it says otherwise, and the longest a proxy is asked to bear. */
    static final Duration WAIT = Duration.ofSeconds(25);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(55);
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z"); // PostgreSQL has no ends of time
    private static final int LONGEST_REASON = 1000;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\r\\n\\t]]");
    private static final int MOST_PAGES = 500;
    private static final Pattern UUID_FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)?");
    private static final Pattern RESPOND_ASYNC = Pattern.compile("(?:^|[,;\\s])respond-async(?:$|[,;\\s])");
    private static final Pattern PREFER_WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,6})");

    private Asked() {}

    public static TargetName target(String text) {
        return checked(() -> new TargetName(text), Reason.UNKNOWN_TARGET);
    }

    public static UUID operation(String text) {
        if (!UUID_FORM.matcher(text).matches()) {
            throw Refusal.of(Reason.UNKNOWN_OPERATION, "'%s' is not an operation's id, which is a UUID".formatted(text))
                    .thrown();
        }
        return UUID.fromString(text);
    }

    public static <T> T checked(Supplier<T> value) {
        return checked(value, Reason.BAD_REQUEST);
    }

    public static <T> Optional<T> optional(@Nullable String text, Function<String, T> value) {
        return Optional.ofNullable(text).map(t -> checked(() -> value.apply(t)));
    }

    /** Why, on lines of plain text. */
    public static Optional<String> reason(@Nullable String text) {
        Optional<String> reason = Optional.ofNullable(text).map(String::strip).filter(r -> !r.isEmpty());
        if (reason.filter(r -> r.length() > LONGEST_REASON || CONTROL.matcher(r).find())
                .isPresent()) {
            throw bad("\"reason\" is at most %d characters, on lines of plain text".formatted(LONGEST_REASON));
        }
        return reason;
    }

    public static List<Version> versions(@Nullable List<String> texts) {
        return Optional.ofNullable(texts).orElse(List.of()).stream()
                .map(String::valueOf)
                .map(text -> checked(() -> Version.of(text)))
                .toList();
    }

    public static Operation.Status status(String text) {
        return Stream.of(Operation.Status.values())
                .filter(status -> word(status).equals(text))
                .findFirst()
                .orElseThrow(() -> bad("'%s' is not a status; it is one of %s"
                        .formatted(
                                text,
                                Stream.of(Operation.Status.values())
                                        .map(Asked::word)
                                        .collect(Collectors.joining(", ")))));
    }

    /** The caller's own name for what it asks (draft-ietf-httpapi-idempotency-key-header), quoted or not. */
    public static Optional<String> key(@Nullable String header) {
        Optional<String> key =
                Optional.ofNullable(header).map(text -> text.strip().replaceAll("^\"(.*)\"$", "$1"));
        if (key.filter(text -> !KEY.matcher(text).matches()).isPresent()) {
            throw bad("Idempotency-Key is 1 to 200 visible ASCII characters, such as a UUID or the name of a release");
        }
        return key;
    }

    /** The number of the event that was heard last; none yet without one. */
    static int after(@Nullable String query, @Nullable String lastEventId) {
        String text = Optional.ofNullable(query)
                .or(() -> Optional.ofNullable(lastEventId))
                .orElse("0");
        if (!text.matches("\\d{1,9}")) {
            throw bad("the last event is '%s'; it is the id of an event, a number".formatted(text));
        }
        return Integer.parseInt(text);
    }

    /** Whether a person reads the answer. */
    static boolean isPlain(@Nullable String accept) {
        return accept != null && accept.strip().startsWith(MediaType.TEXT_PLAIN);
    }

    /** A value of a closed set as JSON writes it. */
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A moment such as {@code 2026-11-22T18:00:00Z}. */
    public static Instant instant(String text) {
        try {
            Instant instant = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
            if (instant.isAfter(EARLIEST) && instant.isBefore(LATEST)) {
                return instant;
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw bad("'%s' is no moment of these times; write 2026-11-22T18:00:00Z".formatted(text));
    }

    /** A word that something is looked for by. */
    public static String word(String text) {
        if (text.isEmpty()
                || text.length() > LONGEST_REASON
                || CONTROL.matcher(text).find()) {
            throw bad("what is looked for is 1 to %d characters of plain text".formatted(LONGEST_REASON));
        }
        return text;
    }

    /** A row of the audit as it was once; nothing where none is asked for. */
    static Optional<Anchor> anchor(@Nullable String number, @Nullable String hash) {
        if (number == null && hash == null) {
            return Optional.empty();
        }
        if (number == null || hash == null || !number.matches("\\d{1,18}")) {
            throw bad("number and hash go together, as a line of the log has them");
        }
        return Optional.of(checked(() -> new Anchor(Long.parseLong(number), hash)));
    }

    public static long row(String text) {
        if (!text.matches("[1-9]\\d{0,17}")) {
            throw bad("upTo is to be the number of a row");
        }
        return Long.parseLong(text);
    }

    public static int page(String text) {
        return number("page", text, MOST_PAGES);
    }

    static int size(String text) {
        return number("size", text, Page.MOST);
    }

    /** {@code true}, or {@code false} as without it. */
    public static boolean flag(String name, @Nullable String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw bad("%s is '%s'; allowed are true and false".formatted(name, text));
        }
        return "true".equals(text);
    }

    /** A time such as {@code 25s}, {@code 500ms} or {@code 2m}; a bare number is seconds. At most 55 s. */
    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw bad("wait is '%s'; write 25s, 500ms or 1m".formatted(text));
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (Optional.ofNullable(matcher.group(2)).orElse("s")) {
                    case "ms" -> Duration.ofMillis(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofSeconds(number);
                };
        return duration.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : duration;
    }

    /** How long a verb may wait: {@code wait=} in the query, or in the Prefer header (RFC 7240). */
    static Duration wait(@Nullable String query, @Nullable String prefer) {
        return optional(query, Asked::duration)
                .or(() -> Optional.ofNullable(prefer)
                        .map(PREFER_WAIT::matcher)
                        .filter(Matcher::find)
                        .map(matcher -> duration(matcher.group(1))))
                .orElse(WAIT);
    }

    /** Refuses a query that says more than this: what belongs into the body would be passed over there. */
    static void onlyQuery(MultiMap query, String allowed) {
        onlyQuery(
                query,
                List.of(allowed),
                "members of the body are to, force, reason and versions, such as {\"to\":\"8\"}");
    }

    /**
     * Refuses a query that says more than this: it would be passed over, whatever is meant by it.
     *
     * @param instead where it belongs
     */
    static void onlyQuery(MultiMap query, Collection<String> allowed, String instead) {
        query.names().stream()
                .filter(name -> !allowed.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw bad("\"%s\" is not taken from the query here; %s".formatted(name, instead));
                });
    }

    static boolean prefersAsync(@Nullable String prefer) {
        return prefer != null && RESPOND_ASYNC.matcher(prefer).find();
    }

    private static int number(String name, String text, int most) {
        if (!text.matches("[1-9]\\d{0,5}") || Integer.parseInt(text) > most) {
            throw bad("%s is '%s'; allowed is 1 to %d".formatted(name, text, most));
        }
        return Integer.parseInt(text);
    }

    private static <T> T checked(Supplier<T> value, Reason reason) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw Refusal.of(reason, Optional.ofNullable(e.getMessage()).orElse("malformed"))
                    .thrown();
        }
    }

    private static Refused bad(String sentence) {
        return Refusal.of(Reason.BAD_REQUEST, sentence).thrown();
    }
}
