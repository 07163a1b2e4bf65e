package dev.headgate.postgres;

import dev.headgate.operation.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Asks the store's server, and whoever needs it to be as it should. */
public final class PostgresStore implements Store {

    private static final int SECONDS = 2;

    private final DataSource store;
    private final Supplier<Optional<String>> needs;

    /**
     * @param needs what is not there yet; nothing once it is
     */
    public PostgresStore(DataSource store, Supplier<Optional<String>> needs) {
        this.store = store;
        this.needs = needs;
    }

    @Override
    public Optional<String> trouble() {
        return needs.get().or(this::silence);
    }

    private Optional<String> silence() {
        try (Connection connection = StoreAccess.session(store)) {
            return connection.isValid(SECONDS)
                    ? Optional.empty()
                    : Optional.of("the store does not answer within %d s".formatted(SECONDS));
        } catch (SQLException e) {
            return Optional.of(DriverTrouble.of(e).why());
        }
    }
}
