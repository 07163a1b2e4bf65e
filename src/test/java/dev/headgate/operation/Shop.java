package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Given;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A folder with a bundle of so many revisions; none is a folder with problems. */
final class Shop implements Unpacker {

    int revisions = 1;
    int writes = 0;

    @Override
    public Delivery at(String location) {
        if (revisions == 0) {
            throw Refusal.of(Reason.BUNDLE_INVALID, "V1.sql: the name is malformed")
                    .thrown();
        }
        return new Delivery(bundle(revisions), List.of());
    }

    @Override
    public Optional<String> mark(String location) {
        return Optional.of(revisions + " " + writes);
    }

    @Override
    public Unpacked archive(InputStream body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Unpacked files(List<Sent> files) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Delivery shelved(Digest digest, List<Delivery.File> files) {
        throw new UnsupportedOperationException();
    }

    private static Bundle bundle(int revisions) {
        Bundle made = Given.bundle(revisions == 1 ? "V1" : "V1 V2");
        return new Bundle(
                Given.digest(revisions), "filesystem:/shop", made.revisions(), made.snapshots(), made.repeatables());
    }
}
