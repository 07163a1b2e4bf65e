import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What gates cost and how fast they open, in the application that has also what they are compared with. */
final class Gates {

    static final int MOST = 10_000;

    private static final int SPARE = 500;

    private final Server server;

    Gates(Server server) {
        this.server = server;
    }

    void measure(String flywayClassPath, Table table) throws Exception {
        checkDescriptors();
        new GateRate(server).measure(table);
        new GateRelease(server).measure(table);
        new GateMemory(server).measure(table);
        new StartUp(server).measure(flywayClassPath, table);
    }

    /** Until a replica has taken in what it was sent, and does nothing but its beats; and not for ever. */
    static void settle(Headgate headgate) throws InterruptedException {
        Duration pause = Duration.ofMillis(500);
        for (int i = 0; i < 20; i++) {
            Duration before = headgate.used();
            Thread.sleep(pause);
            if (headgate.used().minus(before).compareTo(pause.dividedBy(20)) < 0) {
                return;
            }
        }
    }

    /** A JVM takes as many as the hard limit allows. */
    private static void checkDescriptors() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < MOST + SPARE) {
            throw new IllegalStateException("%d open files are allowed; for %d connections: ulimit -n %d"
                    .formatted(system.getMaxFileDescriptorCount(), MOST, MOST + SPARE));
        }
    }
}
