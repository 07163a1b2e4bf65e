import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM uses, seen from outside.
 *
 * @param heap bytes of what lives, after a collection that this looking forces
 * @param virtual virtual threads
 * @param platform threads of the operating system, the collector's and compilers' too
 * @param resident bytes of memory
 */
record Machine(long heap, long virtual, long platform, long resident) {

    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);
    private static final Pattern VIRTUAL =
            Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+java\\.lang\\.VirtualThread\\b", Pattern.MULTILINE);

    static Machine of(long pid) throws IOException, InterruptedException {
        String histogram = jcmd(pid, "GC.class_histogram"); // counts what lives, so it collects garbage first
        Matcher virtual = VIRTUAL.matcher(histogram);
        long virtuals = virtual.find() ? Long.parseLong(virtual.group(1)) : 0;
        String status = Files.readString(Path.of("/proc", String.valueOf(pid), "status"));
        return new Machine(
                number(TOTAL, histogram),
                virtuals,
                number(Pattern.compile("^Threads:\\s+(\\d+)", Pattern.MULTILINE), status),
                number(Pattern.compile("^VmRSS:\\s+(\\d+) kB", Pattern.MULTILINE), status) * 1024);
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no %s in %s".formatted(pattern, text));
        }
        return Long.parseLong(matcher.group(1));
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(Headgate.java("jcmd"), String.valueOf(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(jcmd.getInputStream().readAllBytes());
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        return output;
    }
}
