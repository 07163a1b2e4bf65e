package dev.headgate.migration;

/** Where a target's ledger is: Flyway's schema history table. */
public record LedgerName(String schema, String table) {

    private static final int LONGEST = 63; // PostgreSQL's NAMEDATALEN - 1
    private static final int LONGEST_TABLE = LONGEST - "_s_idx".length(); // Flyway's name for its index

    public LedgerName {
        check(schema, LONGEST);
        check(table, LONGEST_TABLE);
    }

    private static void check(String name, int longest) {
        if (name.isBlank() || name.length() > longest) {
            throw new IllegalArgumentException("'%s' is not a name of 1 to %d characters".formatted(name, longest));
        }
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
