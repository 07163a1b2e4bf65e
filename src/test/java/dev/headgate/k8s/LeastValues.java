package dev.headgate.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The least that the service's chart renders with, and what is under test beside it. */
final class LeastValues {

    private static final Chart CHART = Chart.named("headgate");
    private static final String LEAST = """
            store: {jdbcUrl: "jdbc:postgresql://store-db/headgate", passwordSecret: {name: headgate-store}}
            auth: {tokensSecret: {name: headgate-tokens}}
            """;

    private LeastValues() {}

    /** @throws IllegalStateException with what Helm says, where it refuses */
    static String with(String values, Path folder) {
        try {
            Path least = Files.writeString(folder.resolve("least.yaml"), LEAST);
            Path more = Files.writeString(folder.resolve("more.yaml"), values);
            return CHART.rendered(folder, least, more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
