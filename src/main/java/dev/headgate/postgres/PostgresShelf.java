package dev.headgate.postgres;

import dev.headgate.migration.Digest;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Delivery;
import dev.headgate.operation.Shelf;
import java.util.List;
import javax.sql.DataSource;

/** To come. */
public final class PostgresShelf implements Shelf {

    public PostgresShelf(DataSource store) {}

    @Override
    public boolean keep(TargetName target, Delivery delivery, Origin origin) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Delivery.File> files(Digest digest) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean remove(TargetName target, Digest digest) {
        throw new UnsupportedOperationException();
    }
}
