package dev.headgate.postgres;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Given;
import dev.headgate.operation.Delivery;
import dev.headgate.operation.Shelf;
import dev.headgate.security.Caller;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deliveries of files in memory. */
final class Packed {

    private Packed() {}

    /** A bundle of one revision, and these files. */
    static Delivery delivery(int digit, Map<String, byte[]> files) {
        return delivery(
                digit,
                files.entrySet().stream()
                        .map(file -> file(file.getKey(), file.getValue()))
                        .toList());
    }

    static Delivery delivery(int digit, List<Delivery.File> files) {
        Bundle bundle = Given.bundle("V1 U1");
        return new Delivery(new Bundle(Given.digest(digit), "memory", bundle.revisions(), List.of(), List.of()), files);
    }

    /** Where the files do not matter. */
    static Delivery without(Bundle bundle) {
        return new Delivery(bundle, List.of());
    }

    static Delivery.File file(String path, byte[] content) {
        return file(path, content, () -> new ByteArrayInputStream(content));
    }

    /**
     * @param said what it was when its bundle was read
     */
    static Delivery.File file(String path, byte[] said, Delivery.Content content) {
        return new Delivery.File(path, said.length, digest(said), content);
    }

    static Shelf.Origin origin(Instant at) {
        return new Shelf.Origin("upload", new Caller("ci", Optional.of("10.0.0.7"), Optional.of("curl/8")), at);
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
