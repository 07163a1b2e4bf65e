import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * An app that starts, and has Flyway look whether everything is applied, as Quarkus and Spring apps do: migrate, which
 * validates first. Its arguments are the database, the user, the folder of scripts and the schemas; it prints how many
 * milliseconds that took.
 */
final class StartByFlyway {

    public static void main(String... args) {
        long begun = System.nanoTime();
        int applied = Flyway.configure()
                .dataSource(args[0], args[1], "")
                .locations("filesystem:" + args[2])
                .defaultSchema("public")
                .schemas(("public," + args[3]).split(","))
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load()
                .migrate()
                .migrationsExecuted;
        if (applied != 0) {
            throw new IllegalStateException("something was to be done");
        }
        System.out.println("ms: " + (System.nanoTime() - begun) / 1e6);
    }

    private StartByFlyway() {}
}
