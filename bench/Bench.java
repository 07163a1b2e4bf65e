import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Measures the packaged application on a PostgreSQL of its own and prints tables; see README.md. Its arguments are the class
 * path of Flyway's command line, and which part to measure where it is not everything: {@code replicas} leaves out what one
 * replica does, {@code gates} is gates only, {@code start} is Headgate's own start, {@code metrics} is what
 * Prometheus takes, {@code pages} is what the first page takes with many targets. Whatever it starts ends with its JVM.
 */
final class Bench {

    static final Path WORK = Path.of("target", "bench");
    static final Path CLASSES = WORK.resolve("classes");

    public static void main(String... args) throws Exception {
        Part part = args.length > 1 ? Part.valueOf(args[1].toUpperCase(Locale.ROOT)) : Part.ALL;
        Files.createDirectories(WORK);
        try {
            double load = load();
            Server server = Server.start();
            List<Table> tables = part.measure(server, args[0]);
            System.out.printf("%n%s; load %.1f at the start, %.1f at the end%n", machine(server), load, load());
            tables.forEach(table -> System.out.printf("%n%s%n", table));
            System.exit(0); // by way of the hooks, which stop everything
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private enum Part {
        ALL,
        REPLICAS,
        GATES,
        START,
        METRICS,
        PAGES;

        List<Table> measure(Server server, String flywayClassPath) throws Exception {
            return switch (this) {
                case ALL -> List.of(operations(server, flywayClassPath, true), gates(server, flywayClassPath), starts(server), scrapes(server), pages(server));
                case REPLICAS -> List.of(operations(server, flywayClassPath, false));
                case GATES -> List.of(gates(server, flywayClassPath));
                case START -> List.of(starts(server));
                case METRICS -> List.of(scrapes(server));
                case PAGES -> List.of(pages(server));
            };
        }
    }

    private static Table operations(Server server, String flywayClassPath, boolean alsoOneReplica) throws Exception {
        Table table = new Table("median, ms", "p99, ms");
        if (alsoOneReplica) {
            try (OneReplica one = new OneReplica(server)) {
                one.measure(flywayClassPath, table);
            }
        }
        new Recording(server).measure(table);
        new TakeOver(server).measure(table);
        new Parked(server).measure(table);
        return table;
    }

    private static Table gates(Server server, String flywayClassPath) throws Exception {
        Table table = new Table("median", "worst");
        new Gates(server).measure(flywayClassPath, table);
        return table;
    }

    private static Table starts(Server server) throws Exception {
        Table table = new Table("median", "worst");
        new Starts(server).measure(table);
        return table;
    }

    private static Table scrapes(Server server) throws Exception {
        Table table = new Table("median", "p99");
        new Scrapes(server).measure(table);
        return table;
    }

    private static Table pages(Server server) throws Exception {
        Table table = new Table("median", "p99");
        new Pages(server).measure(table);
        return table;
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
