package dev.headgate.operation;

import dev.headgate.migration.Digest;
import dev.headgate.migration.TargetName;
import dev.headgate.security.Caller;
import java.util.List;

/** A shelf that has nothing yet. */
final class EmptyShelf implements Shelf {

    @Override
    public boolean keep(TargetName target, Delivery delivery, Origin origin) {
        return true;
    }

    @Override
    public List<Delivery.File> files(Digest digest) {
        return List.of();
    }

    @Override
    public boolean remove(TargetName target, Digest digest, Caller by) {
        return false;
    }
}
