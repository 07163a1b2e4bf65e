package dev.headgate.flyway;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Script;
import dev.headgate.migration.ScriptChanged;
import dev.headgate.migration.Target;
import dev.headgate.operation.ScriptFailure;
import dev.headgate.operation.Trouble;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What Flyway or the driver threw, as what Headgate says. */
final class Failure {

    private static final int READABLE = 500; // of a statement, in characters

    private Failure() {}

    /**
     * Where it was thrown.
     *
     * @param statement the number of the statement that ran last; 0 before any
     * @param at that statement, where the exception may not tell that it is the one
     */
    record Place(Script script, int statement, Optional<SqlStatement> at, ScriptFailure.Left left) {}

    /** Whether the session in which it ran is gone. */
    static boolean isLostSession(Exception thrown) {
        return lostSession(thrown).isPresent();
    }

    private static Optional<Trouble> lostSession(Exception thrown) {
        return cause(thrown, SQLException.class).map(Failure::trouble).filter(Trouble::isLostSession);
    }

    static RuntimeException of(Target target, Exception thrown, Place place) {
        Optional<Refused> refused = cause(thrown, Refused.class);
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<SQLException> sql = cause(thrown, SQLException.class);
        Optional<Trouble> lost = lostSession(thrown);
        if (lost.isPresent()) {
            return Refusal.of(
                            Reason.UNREACHABLE,
                            "the connection to %s broke while %s ran: %s. Ask again; what was committed is kept, and the ledger tells it"
                                    .formatted(
                                            target.name(),
                                            place.script().file(),
                                            lost.get().why()))
                    .thrown();
        }
        return new ScriptFailure(report(thrown, sql, place));
    }

    /** What was found out before anything ran. */
    static RuntimeException unsuitable(Target target, Script script, FlywayException thrown) {
        Optional<Refused> refused = cause(thrown, Refused.class);
        if (refused.isPresent()) {
            return refused.get(); // such as of the store, which it is read from
        }
        String why = cause(thrown, ScriptChanged.class)
                .map(Throwable::getMessage)
                .orElseGet(() -> "%s %s"
                        .formatted(
                                script.file(),
                                oneLine(thrown)
                                        .replaceAll("See https?://\\S+ for more information\\. ", "")
                                        .replaceAll("[.!]+$", "")));
        return new Refusal(
                        Reason.SCRIPT_UNSUITABLE,
                        "%s. Nothing was done to %s%s"
                                .formatted(
                                        why,
                                        target.name(),
                                        thrown instanceof Outliner.Unsuitable
                                                ? ""
                                                : "; mend the script and give Headgate the bundle with it"),
                        Map.of("script", script.file()))
                .thrown();
    }

    /** A session that does not open, or a ledger that may not be written: no script's fault. */
    static Refused ofAccess(Target target, SQLException e) {
        Trouble trouble = trouble(e);
        return Refusal.of(
                        trouble.isPassing() ? Reason.UNREACHABLE : Reason.ACCESS_REFUSED,
                        "Headgate cannot work on %s, or not write its ledger %s: %s"
                                .formatted(target.name(), target.ledger(), trouble.why()))
                .thrown();
    }

    private static Trouble trouble(SQLException e) {
        return new Trouble(Optional.ofNullable(e.getSQLState()).orElse(""), oneLine(e));
    }

    private static ScriptFailure.Report report(Exception thrown, Optional<SQLException> sql, Place place) {
        Optional<Failed> failed = cause(thrown, FlywaySqlScriptException.class)
                .map(e -> new Failed(e.getLineNumber(), e.getStatement()))
                .or(() -> place.at().map(at -> new Failed(at.getLineNumber(), at.getSql())));
        Optional<ServerErrorMessage> server =
                cause(thrown, PSQLException.class).flatMap(e -> Optional.ofNullable(e.getServerErrorMessage()));
        return new ScriptFailure.Report(
                place.script().file(),
                failed.map(statement -> place.statement()),
                failed.map(statement -> statement.line(server)),
                failed.map(statement -> readable(Outliner.withoutComments(statement.sql()))),
                sql.flatMap(e -> Optional.ofNullable(e.getSQLState())),
                server.flatMap(e -> Optional.ofNullable(e.getMessage()))
                        .map(message -> message.replaceAll("\\s+", " "))
                        .orElseGet(() -> oneLine(root(thrown))),
                server.flatMap(e -> Optional.ofNullable(e.getHint())),
                place.left());
    }

    /**
     * A statement that failed.
     *
     * @param first the line of its first word, which comments may come before
     */
    private record Failed(int first, String sql) {

        /** The line the server points at, or the one the statement begins on. */
        int line(Optional<ServerErrorMessage> server) {
            int begin = sql.length() - Outliner.withoutComments(sql).length();
            int position = server.map(ServerErrorMessage::getPosition).orElse(0) - 1;
            String before = sql.substring(begin, Math.max(begin, Math.min(position, sql.length())));
            return first + (int) before.chars().filter(c -> c == '\n').count();
        }
    }

    private static String readable(String statement) {
        String stripped = statement.strip();
        return stripped.length() > READABLE ? stripped.substring(0, READABLE) + "…" : stripped;
    }

    private static String oneLine(Throwable thrown) {
        return Optional.ofNullable(thrown.getMessage())
                .orElse("no message")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static Throwable root(Throwable thrown) {
        return thrown.getCause() == null ? thrown : root(thrown.getCause());
    }

    private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type) {
        return Stream.<Throwable>iterate(thrown, t -> t != null, Throwable::getCause)
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((outer, inner) -> inner);
    }
}
