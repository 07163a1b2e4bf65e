package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * For the time of one statement, no {@code lock_timeout} where nobody queues behind it while it waits: a concurrent index
 * waits for every older transaction, and with a time-out of seconds it would never be built on a busy database (tested).
 * A time-out that the script itself has set stays.
 */
final class LockPatience {

    private static final String LIFT = """
            SELECT set_config('lock_timeout', '0', false)
            FROM pg_settings WHERE name = 'lock_timeout' AND setting = ?
            """;

    private static final String RESTORE = """
            SELECT set_config('lock_timeout', ?, false)
            FROM pg_settings WHERE name = 'lock_timeout' AND setting = '0'
            """;

    private LockPatience() {}

    /** What is done meanwhile. */
    interface Statement {

        void run() throws SQLException;
    }

    static void during(Work work, Effect effect, Statement statement) throws SQLException {
        long ms = work.target().courtesy().lockTimeout().toMillis();
        if (ms == 0 || !effect.keepsNobodyOut()) {
            statement.run();
            return;
        }
        set(work.connection(), LIFT, ms);
        try {
            statement.run();
        } finally {
            if (!work.connection().isClosed()) {
                set(work.connection(), RESTORE, ms);
            }
        }
    }

    private static void set(Connection connection, String sql, long ms) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, String.valueOf(ms));
            statement.execute();
        }
    }
}
