package dev.headgate.postgres;

import dev.headgate.audit.Entry;
import dev.headgate.audit.Link;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The store, in whose transactions what they change and the audit of it come together. The audit is written last of all, so
 * that nobody waits for anybody while the others wait for the chain's head.
 */
public final class AuditedStore {

    private final StoreAccess store;
    private final Consumer<Link> lines;

    /**
     * @param lines is told of each row that is in the store now
     */
    public AuditedStore(DataSource store, Consumer<Link> lines) {
        this.store = new StoreAccess(store);
        this.lines = lines;
    }

    /** Something to do with a session of the store, and to take down. */
    interface Work<T> {
        T on(Connection connection, Consumer<Entry> audit) throws SQLException;
    }

    StoreAccess access() {
        return store;
    }

    /**
     * All of it in one transaction, with its rows in the audit, or none of it.
     *
     * @throws dev.headgate.migration.Refused when the store does not answer
     */
    <T> T inTransaction(Work<T> work) {
        List<Link> links = new ArrayList<>();
        T done = store.inTransaction(connection -> {
            List<Entry> entries = new ArrayList<>();
            T result = work.on(connection, entries::add);
            links.addAll(ChainWriter.write(connection, entries));
            return result;
        });
        links.forEach(lines);
        return done;
    }
}
