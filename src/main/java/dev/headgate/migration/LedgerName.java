package dev.headgate.migration;

/** Where a target's ledger is: Flyway's schema history table. */
public record LedgerName(String schema, String table) {

    private static final int LONGEST = 63; // PostgreSQL's NAMEDATALEN - 1

    public LedgerName {
        for (String part : new String[] {schema, table}) {
            if (part.isBlank() || part.length() > LONGEST) {
                throw new IllegalArgumentException("'%s' is not a name of 1 to %d characters".formatted(part, LONGEST));
            }
        }
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
