package dev.headgate.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Bundles, ledgers, targets and requests in a few words each, for tests that read like tables.
 *
 * <ul>
 *   <li>A bundle: {@code V1 V2 U2 B2 R:views}. The script of {@code V2} is {@code V2__r2.sql}, described as {@code r2};
 *       {@code V2+} is an expand step.
 *   <li>A ledger: {@code 1, 2 edited, 3 DELETE}. A row is a version or {@code R:<description>}, and what is odd about it:
 *       Flyway's type (upper case), {@code edited}, {@code renamed}, {@code unchecked} or {@code failed}; and its phase,
 *       {@code expand} or {@code contract}, as far as it is known without the bundle.
 *   <li>A request: {@code stamp 2 force}, {@code downgrade 0}, {@code repair 1 2}.
 * </ul>
 */
public final class Given {

    public static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private static final String REPEATABLE = "R:";

    private Given() {}

    public static Version v(String version) {
        return Version.of(version);
    }

    static List<Version> versions(String... versions) {
        return Stream.of(versions).map(Version::of).toList();
    }

    /** One of ten. */
    public static Digest digest(int digit) {
        return Digest.ofHex(String.valueOf(digit).repeat(64));
    }

    public static Bundle bundle(String scripts) {
        List<String> marked = words(scripts, " ");
        List<String> names = marked.stream().map(name -> name.replace("+", "")).toList();
        List<Revision> revisions = versioned("V", names)
                .map(v -> new Revision(
                        v,
                        "r" + v,
                        script("V" + v),
                        Optional.of("U" + v).filter(names::contains).map(Given::script),
                        marked.contains("V%s+".formatted(v)) ? Phase.EXPAND : Phase.CONTRACT))
                .toList();
        List<Snapshot> snapshots = versioned("B", names)
                .map(v -> new Snapshot(v, "r" + v, script("B" + v)))
                .toList();
        List<Repeatable> repeatables = names.stream()
                .filter(name -> name.startsWith(REPEATABLE))
                .map(name -> new Repeatable(name.substring(REPEATABLE.length()), script(name)))
                .toList();
        return new Bundle(digest(0), "memory", revisions, snapshots, repeatables);
    }

    private static Stream<Version> versioned(String prefix, List<String> names) {
        return names.stream().filter(name -> name.startsWith(prefix)).map(name -> v(name.substring(1)));
    }

    private static Script script(String name) {
        String file = name.startsWith(REPEATABLE)
                ? "R__" + name.substring(REPEATABLE.length()) + ".sql"
                : name + "__r" + name.substring(1) + ".sql";
        return Script.of(file, "-- " + name, Optional.empty());
    }

    static List<LedgerRow> rows(String ledger) {
        List<LedgerRow> rows = new ArrayList<>();
        words(ledger, ",").forEach(row -> rows.add(row(rows.size() + 1, words(row, " "))));
        return rows;
    }

    private static LedgerRow row(int rank, List<String> words) {
        String what = words.getFirst();
        boolean repeatable = what.startsWith(REPEATABLE);
        boolean note = what.equals("SCHEMA");
        Script script = script(repeatable ? what : "V" + what);
        String description = repeatable ? what.substring(REPEATABLE.length()) : "r" + what;
        return new LedgerRow(
                rank,
                repeatable || note ? Optional.empty() : Optional.of(v(what)),
                words.contains("renamed") ? "once " + description : description,
                words.stream().filter(w -> w.matches("[A-Z_]{5,}")).findFirst().orElse("SQL"),
                script.file(),
                words.contains("unchecked") ? OptionalInt.empty() : OptionalInt.of(checksum(script, words)),
                "postgres",
                NOW,
                words.contains("unfinished") ? new Mark(0, true).ms() : 7,
                !words.contains("failed") && !words.contains("unfinished"));
    }

    private static int checksum(Script script, List<String> words) {
        return words.contains("edited") ? script.checksum() + 1 : script.checksum();
    }

    /** What is known of a ledger's rows without the bundle. */
    public static Phases phases(String ledger) {
        Map<Version, Phase> phases = new HashMap<>();
        for (String row : words(ledger, ",")) {
            List<String> words = words(row, " ");
            words.stream()
                    .filter(word -> word.equals("expand") || word.equals("contract"))
                    .forEach(word -> phases.put(v(words.getFirst()), Phase.of(word)));
        }
        return new Phases(phases);
    }

    /** What a kept bundle has for these rows. */
    static Undos undos(List<LedgerRow> rows, Bundle kept) {
        Map<Version, Kept> undos = new HashMap<>();
        rows.forEach(row ->
                Kept.undoing(row, kept).ifPresent(one -> undos.put(row.version().orElseThrow(), one)));
        return new Undos(undos);
    }

    static Ledger ledger(String rows) {
        return Ledger.of(rows(rows));
    }

    /** The ledger once a plan has been carried out. */
    static Ledger after(Plan plan, Reading reading) {
        List<LedgerRow> rows = new ArrayList<>(reading instanceof Facts facts ? facts.ledger() : List.of());
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.RunSnapshot run when run.revisions().isEmpty() -> add(rows, step, "SQL_BASELINE");
                case Step.RunSnapshot run ->
                    run.revisions().forEach(revision -> add(rows, new Step.Stamp(revision), "SQL"));
                case Step.Forward f -> add(rows, step, "SQL");
                case Step.Repeat r -> add(rows, step, "SQL");
                case Step.Stamp s -> add(rows, step, "SQL");
                case Step.StampSnapshot s -> add(rows, step, "SQL_BASELINE");
                case Step.Undo u -> add(rows, step, "DELETE");
                case Step.Withdraw w -> add(rows, step, "DELETE");
                case Step.RemoveFailure failure -> rows.remove(failure.row());
                case Step.Realign r -> {}
                case Step.Translate t -> {}
            }
        }
        return Ledger.of(rows);
    }

    private static void add(List<LedgerRow> rows, Step step, String type) {
        rows.add(new LedgerRow(
                rows.size() + 1,
                step.version(),
                step.description(),
                type,
                "",
                OptionalInt.empty(),
                "headgate",
                NOW,
                7,
                true));
    }

    /** A database with a ledger and, unless a downgrade has taken all of it away, a table. */
    public static Facts managed(String ledger) {
        return facts(ledger, "shop.orders");
    }

    public static Facts facts(String ledger, String... objects) {
        return new Facts(NOW, rows(ledger), List.of(objects), false, false, Optional.empty(), Optional.empty());
    }

    /** Objects without a ledger, the adoption marker among them. */
    public static Facts marked() {
        return new Facts(NOW, List.of(), List.of("shop.orders"), true, false, Optional.empty(), Optional.empty());
    }

    public static Reading.Unreachable unreachable(boolean passing) {
        return new Reading.Unreachable(NOW, passing, "connection refused", NOW);
    }

    /**
     * The target {@code orders}: it may be downgraded, unless the words say otherwise.
     *
     * @param words any of {@code adopts at <version>}, {@code tolerates ahead}, {@code refuses ahead}, {@code verify-only}, {@code no downgrade}
     */
    public static Target target(String words) {
        return new Target(
                new TargetName("orders"),
                List.of("shop"),
                new LedgerName("public", "flyway_schema_history"),
                Optional.of(words)
                        .filter(w -> w.startsWith("adopts at "))
                        .map(w -> new Adoption("shop.orders", v(w.substring("adopts at ".length())))),
                words.equals("verify-only") ? Target.Mode.VERIFY_ONLY : Target.Mode.FULL,
                Target.Environment.PRODUCTION,
                !words.equals("no downgrade"),
                onAhead(words),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                Target.Transaction.PER_REVISION,
                Courtesy.DEFAULT);
    }

    private static Target.OnAhead onAhead(String words) {
        return switch (words) {
            case "tolerates ahead" -> Target.OnAhead.TOLERATE;
            case "refuses ahead" -> Target.OnAhead.REFUSE;
            default -> Target.OnAhead.COMPATIBLE;
        };
    }

    static Request request(String asked) {
        List<String> words = words(asked, " ");
        Verb verb = Verb.of(words.getFirst());
        boolean force = words.contains("force");
        List<Version> versions = words.stream()
                .skip(1)
                .filter(w -> !w.equals("force"))
                .map(Version::of)
                .toList();
        return new Request(
                verb,
                verb == Verb.REPAIR ? Optional.empty() : versions.stream().findFirst(),
                force,
                force ? Optional.of("the test says so") : Optional.empty(),
                verb == Verb.REPAIR ? versions : List.of());
    }

    private static List<String> words(String text, String separator) {
        return Arrays.stream(text.split(separator))
                .map(String::strip)
                .filter(w -> !w.isEmpty())
                .toList();
    }
}
