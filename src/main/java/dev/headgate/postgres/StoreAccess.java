package dev.headgate.postgres;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Sessions of the store, and how its trouble is told. */
final class StoreAccess {

    private final DataSource store;

    StoreAccess(DataSource store) {
        this.store = store;
    }

    /** Something to do with a session of the store. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** A row as a value. */
    interface Mapping<T> {
        T of(ResultSet row) throws SQLException;
    }

    /**
     * @throws dev.headgate.migration.Refused when the store does not answer
     */
    <T> T with(Work<T> work) {
        try (Connection connection = session(store)) {
            return work.on(connection);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** A session; whoever has the password may not give it, and says so in an exception of his own. */
    static Connection session(DataSource store) throws SQLException {
        try {
            return store.getConnection();
        } catch (RuntimeException e) {
            throw new SQLException(e.getMessage(), "08001", e);
        }
    }

    /** The same, all of it in one transaction. */
    <T> T inTransaction(Work<T> work) {
        return with(connection -> {
            connection.setAutoCommit(false);
            try {
                T done = work.on(connection);
                connection.commit();
                return done;
            } catch (Throwable e) { // also of an error: what is half done would be committed below
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    static RuntimeException unavailable(SQLException e) {
        if (DriverTrouble.of(e).isOurs()) {
            return new IllegalStateException("the store does not take what Headgate writes", e);
        }
        return Refusal.of(
                        Reason.STORE_UNAVAILABLE,
                        "Headgate's store does not answer: %s. Ask again when it does"
                                .formatted(DriverTrouble.of(e).why()))
                .thrown();
    }

    /** How many rows it changed. */
    static int execute(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    static <T> List<T> query(Connection connection, String sql, Mapping<T> mapping, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(mapping.of(rows));
                }
                return found;
            }
        }
    }

    static <T> Array array(Connection connection, String type, List<T> of, Function<T, Object> value)
            throws SQLException {
        return connection.createArrayOf(type, of.stream().map(value).toArray());
    }

    static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
