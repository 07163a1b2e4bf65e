package dev.headgate.logging;

import io.quarkus.logging.LoggingFilter;
import java.util.Optional;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what others said from forging lines of the log (CWE-117) and from steering the terminal that shows it: reasons, paths,
 * names in archives, words of a database. The sentence of a line is ours, and what is put into it is escaped; a line that
 * comes without parts is escaped as a whole. It lets every line pass.
 */
@LoggingFilter(name = "plain-lines")
public final class PlainLines implements Filter {

    @Override
    public boolean isLoggable(LogRecord line) {
        Object[] parts = line.getParameters();
        if (parts == null || parts.length == 0) {
            Optional.ofNullable(line.getMessage())
                    .filter(said -> !PlainText.of(said).equals(said))
                    .ifPresent(said -> line.setMessage(PlainText.of(said)));
        } else {
            line.setParameters(Stream.of(parts).map(PlainLines::plain).toArray());
            addKeys(line);
        }
        Optional.ofNullable(line.getThrown()).ifPresent(thrown -> line.setThrown(PlainThrown.of(thrown)));
        return true;
    }

    /** For who writes them as members of an object; the text has them as it is. */
    private static void addKeys(LogRecord line) {
        if (line instanceof ExtLogRecord ours
                && ours.getFormatStyle() == ExtLogRecord.FormatStyle.PRINTF
                && String.valueOf(line.getLoggerName()).startsWith("dev.headgate")) {
            Keys.of(String.valueOf(line.getMessage()), line.getParameters()).forEach(ours::putMdc);
        }
    }

    private static @Nullable Object plain(@Nullable Object part) {
        if (part == null || part instanceof Number || part instanceof Boolean) {
            return part;
        }
        String said = String.valueOf(part);
        String plain = PlainText.of(said);
        return plain.equals(said) ? part : plain;
    }
}
