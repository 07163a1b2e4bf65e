package dev.headgate.flyway;

import java.util.Optional;

/**
 * The words of a statement, from the left and only as far as they are asked for. Comments are passed over (PostgreSQL
 * manual, "Lexical Structure"); what is not understood, such as {@code U&"…"}, is never taken for a name.
 */
final class Words {

    private final String sql;
    private int at;

    Words(String sql) {
        this(sql, 0);
    }

    private Words(String sql, int at) {
        this.sql = sql;
        this.at = Blanks.after(sql, at);
    }

    /** The same words from here on. */
    Words fromHere() {
        return new Words(sql, at);
    }

    boolean atEnd() {
        return at == sql.length();
    }

    /** Goes past these keywords, if they are the next. */
    boolean skip(String... keywords) {
        int begun = at;
        for (String keyword : keywords) {
            int end = endOfWord();
            if (end - at != keyword.length() || !sql.regionMatches(true, at, keyword, 0, keyword.length())) {
                at = begun;
                return false;
            }
            moveTo(end);
        }
        return true;
    }

    /** Goes past this character, if it is the next. */
    boolean skip(char symbol) {
        boolean here = !atEnd() && sql.charAt(at) == symbol;
        if (here) {
            moveTo(at + 1);
        }
        return here;
    }

    boolean isNext(String keyword) {
        return fromHere().skip(keyword);
    }

    boolean isNext(char one, char other) {
        return !atEnd() && (sql.charAt(at) == one || sql.charAt(at) == other);
    }

    /** A name, with as many qualifiers as it has; the last of them is its schema. */
    Optional<Name> name() {
        Optional<String> local = identifier();
        Optional<String> schema = Optional.empty();
        while (local.isPresent() && skip('.')) {
            schema = local;
            local = identifier();
        }
        Optional<String> qualifier = schema;
        return local.map(name -> new Name(qualifier, name));
    }

    Optional<String> identifier() {
        if (!atEnd() && sql.charAt(at) == '"') {
            return quoted('"').map(Name::cut);
        }
        int end = endOfWord();
        if (end == at || sql.regionMatches(true, at, "U&\"", 0, 3)) {
            return Optional.empty();
        }
        String word = sql.substring(at, end);
        moveTo(end);
        return Optional.of(Name.cut(folded(word)));
    }

    /** The text of a string constant without escapes. */
    Optional<String> literal() {
        if (atEnd()) {
            return Optional.empty();
        }
        return sql.charAt(at) == '\'' ? quoted('\'') : dollarQuoted();
    }

    /** Goes past whatever is next: a word, a constant, a character. */
    void pass() {
        if (literal().isPresent() || atEnd()) {
            return;
        }
        if (sql.charAt(at) == '"') {
            quoted('"');
        } else if (sql.regionMatches(true, at, "E'", 0, 2)) {
            passEscaped();
        } else {
            moveTo(Math.max(endOfWord(), at + 1));
        }
    }

    /** In {@code E'…'}, a backslash takes the meaning from a quote. */
    private void passEscaped() {
        int end = at + 2;
        while (end < sql.length() && sql.charAt(end) != '\'') {
            end += sql.charAt(end) == '\\' ? 2 : 1;
        }
        moveTo(Math.min(end + 1, sql.length()));
    }

    private Optional<String> quoted(char quote) {
        StringBuilder text = new StringBuilder();
        int from = at + 1;
        while (true) {
            int end = sql.indexOf(quote, from);
            if (end < 0) {
                moveTo(sql.length());
                return Optional.empty();
            }
            text.append(sql, from, end);
            if (end + 1 == sql.length() || sql.charAt(end + 1) != quote) {
                moveTo(end + 1);
                return Optional.of(text.toString());
            }
            text.append(quote);
            from = end + 2;
        }
    }

    private Optional<String> dollarQuoted() {
        int tag = sql.charAt(at) == '$' ? sql.indexOf('$', at + 1) : -1;
        if (tag < 0 || !sql.substring(at + 1, tag).chars().allMatch(Words::isOfWord)) {
            return Optional.empty();
        }
        String quote = sql.substring(at, tag + 1);
        int end = sql.indexOf(quote, tag + 1);
        if (end < 0) {
            return Optional.empty();
        }
        String text = sql.substring(tag + 1, end);
        moveTo(end + quote.length());
        return Optional.of(text);
    }

    private int endOfWord() {
        int end = at;
        while (end < sql.length() && (isOfWord(sql.charAt(end)) || (end > at && sql.charAt(end) == '$'))) {
            end++;
        }
        return end;
    }

    private static boolean isOfWord(int c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c > 127;
    }

    /** The server folds the letters of ASCII only, where characters may be of several bytes. */
    private static String folded(String word) {
        StringBuilder folded = new StringBuilder(word);
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            folded.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
        }
        return folded.toString();
    }

    private void moveTo(int position) {
        at = Blanks.after(sql, position);
    }
}
