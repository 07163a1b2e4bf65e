package dev.headgate.flyway;

import dev.headgate.migration.Target;
import dev.headgate.operation.TargetLock;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;

/** Working sessions of a held lock, in the form that Flyway takes. */
@NullUnmarked // the interface is older than nullness
final class WorkingSource implements DataSource {

    private final Target target;
    private final TargetLock.Session lock;

    WorkingSource(Target target, TargetLock.Session lock) {
        this.target = target;
        this.lock = lock;
    }

    @Override
    public Connection getConnection() {
        try {
            return lock.work();
        } catch (SQLException e) {
            throw Failure.ofAccess(target, e); // Flyway passes it on as it is
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the target's user is configured");
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // Flyway has its own log.
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("the target's time-out is configured");
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("this wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
