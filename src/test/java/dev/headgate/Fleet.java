package dev.headgate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Three replicas that share one store, a server for the store and one for the targets. */
final class Fleet implements AutoCloseable {

    static final int REPLICAS = 3;
    static final int TARGETS = 3;

    private final CrashingServer store;
    private final CrashingServer targets;
    private final List<Audit> audits = new ArrayList<>();
    private final List<Replica> replicas = new CopyOnWriteArrayList<>();

    /**
     * Starts everything, and returns when all replicas are ready.
     *
     * @param folder where bundles and logs go
     */
    Fleet(Path folder) throws SQLException, IOException {
        Path bundle = new AuditedBundle(Files.createDirectories(folder.resolve("bundle"))).write();
        store = new CrashingServer(log(folder, "store"));
        targets = new CrashingServer(log(folder, "targets"));
        Map<String, String> config = TestServer.store(store.create("store"));
        for (int i = 1; i <= TARGETS; i++) {
            Audit audit = Audit.of("target-" + i, targets.create("target_" + i));
            audits.add(audit);
            audit.config(bundle).forEach(config::put);
        }
        // Should this process itself be ended, a frozen replica would stay for ever.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> replicas.forEach(replica -> replica.headgate().kill())));
        for (int i = 1; i <= REPLICAS; i++) {
            String name = "replica-" + i;
            replicas.add(new Replica(name, store.port(), targets.port(), config, log(folder, name)));
        }
        awaitReady();
    }

    CrashingServer store() {
        return store;
    }

    CrashingServer targets() {
        return targets;
    }

    /** What ran on each target. */
    List<Audit> audits() {
        return audits;
    }

    List<Replica> replicas() {
        return replicas;
    }

    /** Those that no harm was done to. */
    List<Replica> without(Replica victim) {
        return replicas.stream().filter(replica -> replica != victim).toList();
    }

    void awaitReady() {
        replicas.forEach(replica -> replica.headgate().awaitStatus("/q/health/ready", 200));
    }

    @Override
    public void close() throws IOException {
        for (Replica replica : replicas) {
            replica.close();
        }
        store.close();
        targets.close();
    }

    private static Path log(Path folder, String name) throws IOException {
        Path log = folder.resolve(name + ".log");
        Files.deleteIfExists(log); // what an earlier run said
        return log;
    }
}
