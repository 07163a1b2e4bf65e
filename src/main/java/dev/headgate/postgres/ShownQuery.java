package dev.headgate.postgres;

/**
 * The query of somebody else's session as everybody may read it: on one line, short, with {@code ?} for its literals and
 * without its comments, since both hold what is nobody's business (PostgreSQL manual, "Lexical Structure").
 *
 * <p>The server keeps only the beginning of a long query ({@code track_activity_query_size}), so a literal may have no
 * end: then the rest is part of it. The same goes where it is not certain that a literal ends: what {@code \'} is
 * depends on the other session's {@code standard_conforming_strings}.
 */
final class ShownQuery {

    /** As much of a query as is worth reading to show its beginning; literals and comments are what is long in one. */
    static final int ENOUGH = 4000;

    private static final int SHOWN = 200;

    private final String query;
    private final StringBuilder shown = new StringBuilder();
    private int at;

    private ShownQuery(String query) {
        this.query = query;
    }

    static String of(String query) {
        return new ShownQuery(query).inShort();
    }

    private String inShort() {
        while (at < query.length()) {
            next();
        }
        String line = shown.toString().replaceAll("\\s+", " ").strip();
        return line.codePointCount(0, line.length()) <= SHOWN
                ? line
                : line.substring(0, line.offsetByCodePoints(0, SHOWN)).strip() + "…";
    }

    private void next() {
        char first = query.charAt(at);
        if (isNext("--")) {
            skipLine();
        } else if (isNext("/*")) {
            skipComment();
        } else if (first == '\'') {
            hide();
            skipText(false);
        } else if (first == '"') {
            keep(Math.max(query.indexOf('"', at + 1), at) + 1);
        } else if (first == '$') {
            dollar();
        } else if (isDigit(at) || (first == '.' && isDigit(at + 1))) {
            hide();
            skipNumber();
        } else if (isWord(at)) {
            word();
        } else {
            keep(at + 1);
        }
    }

    private void word() {
        int end = at;
        while (isWord(end) || isDigit(end) || (end < query.length() && query.charAt(end) == '$')) {
            end++;
        }
        String word = query.substring(at, end);
        if (word.equalsIgnoreCase("U") && query.startsWith("&'", end)) {
            end++;
        } else if (!word.matches("[EeBbXxNn]") || !query.startsWith("'", end)) {
            keep(end);
            return;
        }
        at = end;
        hide();
        skipText(word.equalsIgnoreCase("E"));
    }

    /** A parameter such as $1, or a text between two of the same tag; else it is an operator's. */
    private void dollar() {
        int end = at + 1;
        while (isWord(end) || (end > at + 1 && isDigit(end))) {
            end++;
        }
        if (isDigit(at + 1)) {
            keep(at + 2);
            while (isDigit(at)) {
                keep(at + 1);
            }
        } else if (query.startsWith("$", end)) {
            String tag = query.substring(at, end + 1);
            hide();
            int close = query.indexOf(tag, end + 1);
            at = close < 0 ? query.length() : close + tag.length();
        } else {
            keep(end);
        }
    }

    /** From the opening quote on. A doubled quote is none; neither is one after a backslash, where that is an escape. */
    private void skipText(boolean escapes) {
        at++;
        while (at < query.length()) {
            char here = query.charAt(at);
            if (here == '\\' && !escapes && isBeforeQuote(at)) {
                at = query.length();
            } else if (here == '\\' || isNext("''")) {
                at += 2;
            } else {
                at++;
                if (here == '\'') {
                    return;
                }
            }
        }
        at = query.length();
    }

    private boolean isBeforeQuote(int backslash) {
        return query.startsWith("\\'", backslash);
    }

    private void skipNumber() {
        while (isDigit(at) || isWord(at) || isNext(".") || (isSign(at) && "eE".indexOf(query.charAt(at - 1)) >= 0)) {
            at++;
        }
    }

    private void skipLine() {
        while (at < query.length() && query.charAt(at) != '\n' && query.charAt(at) != '\r') {
            at++;
        }
    }

    /** Comments nest. */
    private void skipComment() {
        int open = 0;
        do {
            if (isNext("/*")) {
                open++;
                at += 2;
            } else if (isNext("*/")) {
                open--;
                at += 2;
            } else {
                at++;
            }
        } while (open > 0 && at < query.length());
        shown.append(' ');
    }

    private void hide() {
        shown.append('?');
    }

    private void keep(int end) {
        shown.append(query, at, end);
        at = end;
    }

    private boolean isNext(String text) {
        return query.startsWith(text, at);
    }

    private boolean isDigit(int index) {
        return index < query.length() && query.charAt(index) >= '0' && query.charAt(index) <= '9';
    }

    private boolean isSign(int index) {
        return index < query.length()
                && (query.charAt(index) == '+' || query.charAt(index) == '-')
                && isDigit(index + 1);
    }

    /** Whether a character can begin a name: a letter, an underscore, or anything beyond ASCII. */
    private boolean isWord(int index) {
        if (index >= query.length()) {
            return false;
        }
        char it = query.charAt(index);
        return it == '_' || it >= 0x80 || (it >= 'a' && it <= 'z') || (it >= 'A' && it <= 'Z');
    }
}
