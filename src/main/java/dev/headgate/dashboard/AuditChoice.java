package dev.headgate.dashboard;

import dev.headgate.audit.Register;
import dev.headgate.http.Asked;
import dev.headgate.migration.TargetName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which rows of the audit are shown, as the form says it; what it leaves empty is not looked for.
 *
 * @param operation only reached by links: nobody types one
 * @param upTo the newest row when the first page was made, so that pages stay as they are
 */
public record AuditChoice(
        String target,
        String principal,
        String act,
        String outcome,
        String operation,
        String since,
        String until,
        String upTo,
        int page) {

    /** What a browser's field for a moment sends: it knows of no zone, and the page says that it is UTC. */
    private static final Pattern WITHOUT_ZONE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?");

    private static final DateTimeFormatter FIELD = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final int MINUTES = "2026-11-22T18:00".length();

    Optional<TargetName> onTarget() {
        return given(target).map(Asked::target);
    }

    Register.Filter filter(Optional<Set<String>> targets) {
        return new Register.Filter(
                targets,
                given(principal).map(Asked::word),
                given(act).map(Asked::word),
                given(outcome).map(Asked::word),
                given(operation).map(Asked::operation),
                given(since).map(AuditChoice::moment),
                given(until).map(AuditChoice::moment),
                given(upTo).map(Asked::row));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text.strip()).filter(word -> !word.isEmpty());
    }

    private static Instant moment(String text) {
        return Asked.instant(
                !WITHOUT_ZONE.matcher(text).matches() ? text : text.length() == MINUTES ? text + ":00Z" : text + "Z");
    }

    /** As a browser's field takes it. */
    public String field(String moment) {
        return given(moment)
                .map(text -> FIELD.format(moment(text).atOffset(ZoneOffset.UTC)))
                .orElse("");
    }

    /** Whether nothing is left out. */
    public boolean isAll() {
        return query(1, "").equals("page=1");
    }

    /**
     * Another page of the same.
     *
     * @param newest the row that it begins at, where this is the first page
     */
    String query(int page, String newest) {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("target", target);
        asked.put("principal", principal);
        asked.put("act", act);
        asked.put("outcome", outcome);
        asked.put("operation", operation);
        asked.put("since", since);
        asked.put("until", until);
        asked.put("upTo", upTo.isEmpty() ? newest : upTo);
        asked.put("page", String.valueOf(page));
        return asked.entrySet().stream()
                .filter(one -> !one.getValue().isBlank())
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
