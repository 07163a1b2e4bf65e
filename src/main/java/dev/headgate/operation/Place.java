package dev.headgate.operation;

import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import java.util.Optional;

/** One place where a bundle lies: what was found there last. */
final class Place {

    /** What was found. */
    sealed interface Found {

        record Sound(Delivery delivery) implements Found {}

        record Unsound(Refusal refusal) implements Found {}
    }

    private final String location;
    private final Unpacker unpacker;
    private Optional<String> seen;
    private Optional<String> read;
    private volatile Found newest;

    Place(String location, Unpacker unpacker) {
        this.location = location;
        this.unpacker = unpacker;
        this.seen = unpacker.mark(location); // first: what changes while it is read is noticed
        this.read = seen;
        this.newest = find();
    }

    String location() {
        return location;
    }

    Found newest() {
        return newest;
    }

    /** Looks again, and reads what changed once it changes no more; whether it did. */
    boolean look() {
        Optional<String> now = unpacker.mark(location);
        boolean rests = now.equals(seen);
        seen = now;
        if (!rests || now.equals(read)) {
            return false;
        }
        read = now;
        newest = find();
        return true;
    }

    private Found find() {
        try {
            return new Found.Sound(unpacker.at(location));
        } catch (Refused refused) {
            return new Found.Unsound(refused.refusal());
        }
    }
}
