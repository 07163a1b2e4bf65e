import java.util.ArrayList;
import java.util.List;

/** What was measured, as README.md shows it. */
final class Table {

    private final List<String> rows = new ArrayList<>();

    Table(String typical, String bad) {
        row("measured", typical, bad, "note");
        row("---", "---:", "---:", "---");
    }

    void row(String measured, String median, String p99, String note) {
        rows.add("| " + String.join(" | ", measured, median, p99, note) + " |");
    }

    static void say(String what) {
        System.err.println("Measuring: " + what + " ...");
    }

    @Override
    public String toString() {
        return String.join("\n", rows);
    }
}
