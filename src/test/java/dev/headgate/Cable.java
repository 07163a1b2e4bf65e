package dev.headgate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A network name space as a second host, and the cable to it, which can be pulled: then neither side hears a word more of
 * the other, as when a host loses its power.
 */
final class Cable implements AutoCloseable {

    /** The address of this end. */
    static final String HERE = "10.231.77.1";

    /** The address of the second host. */
    static final String THERE = "10.231.77.2";

    private static final String PREFIX = "/30";

    private final String host = "headgate-" + ProcessHandle.current().pid();
    private final String near = "hgn" + ProcessHandle.current().pid();
    private final String far = "hgf" + ProcessHandle.current().pid();

    private Cable() {}

    /** Lays it, or skips the test where this user or machine may not. */
    static Cable lay() {
        Cable cable = new Cable();
        List<String> failed = Stream.of(
                        "ip netns add " + cable.host,
                        "ip link add %s type veth peer name %s netns %s".formatted(cable.near, cable.far, cable.host),
                        "ip addr add %s%s dev %s".formatted(HERE, PREFIX, cable.near),
                        "ip link set %s up".formatted(cable.near),
                        cable.there("ip addr add %s%s dev %s".formatted(THERE, PREFIX, cable.far)),
                        cable.there("ip link set %s up".formatted(cable.far)))
                .filter(command -> !runs(command))
                .limit(1)
                .toList();
        if (!failed.isEmpty()) {
            cable.close();
            Assumptions.abort(
                    "a second host needs network name spaces, which root may make with ip (iproute2): '%s' does not work"
                            .formatted(failed.getFirst()));
        }
        return cable;
    }

    /** The command that runs a program on the second host. */
    List<String> there(List<String> command) {
        List<String> there = new ArrayList<>(List.of("ip", "netns", "exec", host));
        there.addAll(command);
        return there;
    }

    void pull() {
        runs(there("ip link set %s down".formatted(far)));
    }

    /** Takes the second host away; the near end goes with the far one. */
    @Override
    public void close() {
        runs("ip link del " + near);
        runs("ip netns del " + host);
    }

    private String there(String command) {
        return String.join(" ", there(List.of(command)));
    }

    private static boolean runs(String command) {
        try {
            return new ProcessBuilder(command.split(" "))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such program
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
