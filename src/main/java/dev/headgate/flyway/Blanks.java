package dev.headgate.flyway;

/** What stands between words: white space and comments. */
final class Blanks {

    private Blanks() {}

    /** Where they end, from a place between words on. */
    static int after(String sql, int from) {
        int at = from;
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end + 1;
            } else if (sql.startsWith("/*", at)) {
                at = afterBlock(sql, at);
            } else {
                return at;
            }
        }
        return at;
    }

    /** They nest. */
    private static int afterBlock(String sql, int from) {
        int at = from;
        int depth = 0;
        do {
            boolean opens = sql.startsWith("/*", at);
            boolean closes = sql.startsWith("*/", at);
            depth += opens ? 1 : closes ? -1 : 0;
            at += opens || closes ? 2 : 1;
        } while (depth > 0 && at < sql.length());
        return at;
    }
}
