package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What one statement does outside a transaction, and how to tell afterwards whether it did. Names in it are looked up in
 * the session that is asked, whose search path must be the one that it runs with.
 */
sealed interface Effect permits IndexBuild, IndexDrop, Reindex, Detachment, NewLabel, SafeToRepeat, Ordinary {

    /** By its text. */
    static Effect of(String sql) {
        return Stream.<Function<Words, Optional<? extends Effect>>>of(
                        IndexBuild::read,
                        IndexDrop::read,
                        Reindex::read,
                        Detachment::read,
                        NewLabel::read,
                        SafeToRepeat::read)
                .flatMap(read -> read.apply(new Words(sql)).stream())
                .<Effect>map(effect -> effect)
                .findFirst()
                .orElseGet(() -> Ordinary.read(new Words(sql)));
    }

    /** What it makes, changes or drops, such as {@code index shop.orders_customer}. */
    Optional<String> object();

    /**
     * Whether it waits for others without anybody queueing behind it, however long that takes. A lock time-out would then
     * protect nobody, and only leave it half done: it counts for the wait for old snapshots too.
     */
    boolean keepsNobodyOut();

    /** What is there right before it runs. */
    Before observe(Connection connection) throws SQLException;

    /**
     * What became of it when the session, the process or the server broke while it was under way; nobody works on it any
     * more, and it was begun only where {@link Before#obstacle} named none.
     */
    Verdict verdict(Connection connection) throws SQLException;

    /** What was there right before a statement. */
    interface Before {

        /** Why it must not begin: what is there already would later pass for its own work; says what to do. */
        default Optional<String> obstacle() {
            return Optional.empty();
        }

        /** What became of it when it ended with an error, in a session that goes on. */
        Verdict afterError(Connection connection) throws SQLException;
    }
}
