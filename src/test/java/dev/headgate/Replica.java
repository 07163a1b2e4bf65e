package dev.headgate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One of several processes of the service, with cables of its own to the servers. It may die and come back. */
final class Replica implements AutoCloseable {

    /** A short life on a small machine: start quickly, stay small. */
    private static final List<String> LIGHT = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final int TOLD = 30; // lines of the log that say enough

    private final String name;
    private final Relay toStore;
    private final Relay toTargets;
    private final Map<String, String> config;
    private final Path log;
    private volatile Headgate headgate;

    /**
     * Launches it; it may still be starting when this returns.
     *
     * @param config but for where the servers are, which it learns from its cables
     */
    Replica(String name, int store, int targets, Map<String, String> config, Path log) {
        this.name = name;
        this.toStore = Relay.to(store);
        this.toTargets = Relay.to(targets);
        this.config = new HashMap<>(config);
        this.log = log;
        this.config.replaceAll((key, value) -> value.replace(":%d/".formatted(store), ":%d/".formatted(toStore.port()))
                .replace(":%d/".formatted(targets), ":%d/".formatted(toTargets.port())));
        this.headgate = Headgate.launch(this.config, LIGHT, log);
    }

    Headgate headgate() {
        return headgate;
    }

    Relay toStore() {
        return toStore;
    }

    Relay toTargets() {
        return toTargets;
    }

    /** Comes back as a new process, once the old one is gone. */
    void comeBack() {
        try {
            headgate.exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        headgate.close();
        headgate = Headgate.launch(config, LIGHT, log);
    }

    /** Its name and what it said last, in all its lives. */
    String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return "%s:%n%s"
                .formatted(name, String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD), lines.size())));
    }

    @Override
    public void close() throws IOException {
        headgate.kill(); // it may be frozen, and nothing of it is needed any more
        headgate.close();
        toStore.close();
        toTargets.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
