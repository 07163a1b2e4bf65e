package dev.headgate.bundles;

import dev.headgate.migration.Digest;
import dev.headgate.operation.Delivery;
import dev.headgate.operation.Unpacker;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** To come. */
public final class FileUnpacker implements Unpacker {

    private final BundleLocations locations;

    public FileUnpacker(ClassLoader resources, BundleConfig config) {
        this.locations = new BundleLocations(resources);
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
    public Delivery at(String location) {
        return new Delivery(locations.read(location), List.of());
    }

    @Override
    public Optional<String> mark(String location) {
        return Optional.empty();
    }

    @Override
    public Delivery shelved(Digest digest, List<Delivery.File> files) {
        throw new UnsupportedOperationException();
    }
}
