package dev.headgate.bundles;

import dev.headgate.migration.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comments at the top of a script tell Headgate: lines such as {@code -- headgate: phase=expand} before the
 * first line that is neither blank nor a comment of this kind. A script is fed through it as it is read.
 */
final class Directives {

    private static final int LONGEST = 200;
    private static final int MOST = 10; // one is allowed: enough to show what is wrong
    private static final String ALLOWED =
            "allowed is one line, '-- headgate: phase=expand' or '-- headgate: phase=contract'";
    private static final Pattern DIRECTIVE = Pattern.compile("--\\s*headgate\\s*:(.*)", Pattern.CASE_INSENSITIVE);

    private final List<String> found = new ArrayList<>();
    private final StringBuilder line = new StringBuilder(); // without the blanks that it begins with
    private boolean over = false;

    void read(char[] text, int length) {
        for (int i = 0; i < length && !over; i++) {
            if (text[i] == '\n' || text[i] == '\r') {
                endLine();
            } else if (line.length() < LONGEST && !(line.isEmpty() && Character.isWhitespace(text[i]))) {
                line.append(text[i]);
            }
        }
    }

    /** The script's lines that are directives, without their beginning. */
    List<String> end() {
        if (!over) {
            endLine();
        }
        return List.copyOf(found);
    }

    private void endLine() {
        if (line.isEmpty()) {
            return; // as all lines of a script may be
        }
        Matcher directive = DIRECTIVE.matcher(line);
        if (directive.matches() && found.size() < MOST) {
            found.add(
                    line.length() < LONGEST
                            ? directive.group(1).strip()
                            : directive.group(1).stripLeading() + "…");
        }
        over = !line.toString().startsWith("--");
        line.setLength(0);
    }

    /**
     * The phase of a forward script.
     *
     * @param problem is told what is wrong with them
     */
    static Phase phase(List<String> directives, Consumer<String> problem) {
        return switch (directives) {
            case List<String> none when none.isEmpty() -> Phase.CONTRACT;
            case List<String> one when one.equals(List.of("phase=expand")) -> Phase.EXPAND;
            case List<String> one when one.equals(List.of("phase=contract")) -> Phase.CONTRACT;
            case List<String> other -> {
                problem.accept("it tells Headgate '%s'; %s".formatted(String.join("', '", other), ALLOWED));
                yield Phase.CONTRACT;
            }
        };
    }
}
