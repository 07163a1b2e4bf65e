import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks as fast as it is answered, on 64 kept connections: {@code wrk} where it is installed, else one thread of ours. */
final class Loader {

    static final int CONNECTIONS = 64;

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final boolean WRK = OneReplica.isInstalled("wrk");

    static String name() {
        return WRK ? "`wrk` with 2 threads" : "one thread of the benchmark's, as `wrk` is not installed";
    }

    /** Requests per second, with these headers. */
    static double load(Headgate headgate, String path, Duration time, List<String> headers) throws Exception {
        if (!WRK) {
            try (Crowd crowd = new Crowd(headgate.port(), CONNECTIONS)) {
                return crowd.keepAsking(path, headers, time) / (time.toMillis() / 1_000.0);
            }
        }
        List<String> command = new ArrayList<>(List.of(
                "wrk", "-t2", "-c" + CONNECTIONS, "-d" + time.toSeconds() + "s", "--timeout", "10s"));
        headers.forEach(header -> command.addAll(List.of("-H", header)));
        command.add("http://localhost:%d%s".formatted(headgate.port(), path));
        return rate(run(command));
    }

    private static double rate(String output) {
        Matcher matcher = RATE.matcher(output);
        if (!matcher.find() || output.contains("Non-2xx") || output.contains("Socket errors")) {
            throw new IllegalStateException(output);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException("%s said: %s".formatted(command, output));
        }
        return output;
    }

    private Loader() {}
}
