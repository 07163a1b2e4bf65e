import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures the packaged application on a PostgreSQL of its own and prints a table; see README.md. Its arguments are the
 * class path of Flyway's command line, and {@code replicas} to leave out what one replica does. Whatever it starts ends with
 * its JVM.
 */
final class Bench {

    static final Path WORK = Path.of("target", "bench");

    public static void main(String... args) throws Exception {
        boolean all = !List.of(args).contains("replicas");
        Files.createDirectories(WORK);
        try {
            double load = load();
            Server server = Server.start();
            Table table = new Table();
            if (all) {
                try (OneReplica one = new OneReplica(server)) {
                    one.measure(args[0], table);
                }
            }
            new Recording(server).measure(table);
            new TakeOver(server).measure(table);
            new Parked(server).measure(table);
            System.out.printf(
                    "%n%s; load %.1f at the start, %.1f at the end%n%n%s%n", machine(server), load, load(), table);
            System.exit(0); // by way of the hooks, which stop everything
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static String machine(Server server) throws Exception {
        return "%d cores, %s %s, JDK %s (%s), PostgreSQL %s with fsync".formatted(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"), System.getProperty("os.arch"),
                Runtime.version(), System.getProperty("java.vendor"),
                server.ask("SHOW server_version"));
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private Bench() {}
}
