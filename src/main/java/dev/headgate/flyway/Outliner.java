package dev.headgate.flyway;

import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import dev.headgate.operation.Engine;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.sqlscript.SqlStatement;

/**
 * Reads a script through before anything runs, and refuses what would come to no good end: it would be found out in the
 * middle of the work.
 */
final class Outliner {

    /** Words that only the beginning or the end of a transaction has; ROLLBACK TO a savepoint is neither. */
    private static final Pattern TRANSACTION = Pattern.compile(
            "(?i)(BEGIN|START\\s+TRANSACTION|COMMIT|END|ABORT|PREPARE\\s+TRANSACTION|ROLLBACK(?!(\\s+(WORK|TRANSACTION))?\\s+TO\\b))\\b");

    /** What the server takes in no transaction, and Flyway's parser does not know. */
    private static final Pattern ALONE = Pattern.compile(
            "(?is)(REINDEX\\b.{0,200}?\\bCONCURRENTLY\\b|ALTER\\s+TABLE\\b.{0,400}?\\bDETACH\\s+PARTITION\\b.{0,200}?\\bCONCURRENTLY\\b)");

    private static final int READABLE = 80; // of a statement, in characters

    private final Target target;
    private final Step step;
    private final int most;
    private final List<SqlStatement> first = new ArrayList<>();
    private int count = 0;
    private Optional<SqlStatement> ordinary = Optional.empty();
    private Optional<SqlStatement> alone = Optional.empty();
    private Optional<SqlStatement> transaction = Optional.empty();

    /**
     * @param most how many statements are wanted, from the first
     */
    Outliner(Target target, Step step, int most) {
        this.target = target;
        this.step = step;
        this.most = most;
    }

    /** A script that is what its author meant, and cannot be run so; the message says what to do. */
    static final class Unsuitable extends FlywayException {

        Unsuitable(String message) {
            super(message);
        }
    }

    /**
     * @throws FlywayException when it cannot be parsed, mixes what can run in a transaction and what cannot, ends
     *     transactions itself (then what it did and its ledger row would not be one), or does not fit into the one that
     *     it has to share; the message begins in the middle of a sentence, after the script's name
     */
    Engine.Outline outline(ParsedScript script) throws SQLException {
        script.each(this::take);
        boolean transactional = script.declaredTransactional().orElse(alone.isEmpty());
        if (transactional && alone.isPresent()) {
            throw unsuitable(
                    "says executeInTransaction=true in its .conf, but %s cannot run in a transaction", alone.get());
        }
        if (script.declaredTransactional().isEmpty() && alone.isPresent() && ordinary.isPresent()) {
            throw new Unsuitable(
                    "mixes what can run in a transaction (%s) and what cannot (%s). Give the latter a script of its own, or let all of it run without a transaction: executeInTransaction=false in its .conf"
                            .formatted(named(ordinary.get()), named(alone.get())));
        }
        if (transaction.isPresent()) {
            throw unsuitable(
                    transactional
                            ? "runs in one transaction with its ledger row, but %s begins or ends one; take BEGIN, COMMIT and ROLLBACK out"
                            : "runs statement by statement, and the ledger says after each how far it is, but %s begins or ends a transaction; take BEGIN, COMMIT and ROLLBACK out, or CALL a procedure that has them",
                    transaction.get());
        }
        if (!transactional) {
            refuseAlone();
        }
        return new Engine.Outline(
                transactional,
                count,
                IntStream.range(0, first.size())
                        .mapToObj(i -> statement(i + 1, count, first.get(i)))
                        .toList());
    }

    /** As it is shown and told of: from its first word on, as its line is. */
    static Engine.Statement statement(int number, int of, SqlStatement found) {
        return new Engine.Statement(number, of, found.getLineNumber(), withoutComments(found.getSql()));
    }

    private void refuseAlone() {
        String why = alone.map(statement -> "cannot run in a transaction, because of " + named(statement))
                .orElse("is to run without a transaction by its .conf");
        if (step instanceof Step.RunSnapshot) {
            throw new Unsuitable(why + ", but a snapshot and its ledger rows are one transaction");
        }
        if (target.transaction() == Target.Transaction.SINGLE) {
            throw new Unsuitable(
                    "%s, but headgate.targets.%s.transaction=single wants all steps in one. Set per-revision, or go up to the revision before it, then apply it with per-revision"
                            .formatted(why, target.name()));
        }
    }

    private void take(int number, SqlStatement statement) {
        count = number;
        if (number <= most) {
            first.add(statement);
        }
        String sql = withoutComments(statement.getSql());
        if (!statement.canExecuteInTransaction() || ALONE.matcher(sql).lookingAt()) {
            alone = alone.or(() -> Optional.of(statement));
        } else {
            ordinary = ordinary.or(() -> Optional.of(statement));
        }
        if (transaction.isEmpty() && TRANSACTION.matcher(sql).lookingAt()) {
            transaction = Optional.of(statement);
        }
    }

    private static Unsuitable unsuitable(String sentence, SqlStatement statement) {
        return new Unsuitable(sentence.formatted(named(statement)));
    }

    private static String named(SqlStatement statement) {
        String sql = withoutComments(statement.getSql()).strip().replaceAll("\\s+", " ");
        return "line %d: %s"
                .formatted(statement.getLineNumber(), sql.length() > READABLE ? sql.substring(0, READABLE) + "…" : sql);
    }

    /** The statement from its first word on. */
    static String withoutComments(String sql) {
        return sql.substring(Blanks.after(sql, 0));
    }
}
