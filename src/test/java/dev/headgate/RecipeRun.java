package dev.headgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A recipe that runs: its process, and what it has said. */
final class RecipeRun implements AutoCloseable {

    private static final List<String> APPLETS = List.of("sh", "wget", "timeout", "date", "sleep");
    private static final int PATIENCE = 20;

    private final Process process;
    private final Path output;

    private RecipeRun(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Runs a command, where the programs of BusyBox come before all others. */
    static RecipeRun of(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile(folder, "recipe", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(Stream.concat(Stream.of("sh", "-c", "exec \"$0\" \"$@\""), command.stream())
                            .toList());
            builder.environment().putAll(environment);
            builder.environment().merge("PATH", applets(folder).toString(), (path, busybox) -> busybox + ":" + path);
            return new RecipeRun(
                    builder.redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script by BusyBox' shell, with arguments. */
    static RecipeRun ofScript(Path folder, String script, Map<String, String> environment, String... arguments) {
        try {
            Path file = Files.writeString(Files.createTempFile(folder, "recipe", ".sh"), script);
            List<String> command = new ArrayList<>(List.of("sh", file.toString()));
            command.addAll(List.of(arguments));
            return of(folder, environment, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path applets(Path folder) throws IOException {
        Path applets = Files.createDirectories(folder.resolve("applets"));
        for (String applet : APPLETS) {
            Path link = applets.resolve(applet);
            if (Files.notExists(link)) {
                Files.createSymbolicLink(link, Program.BUSYBOX.path().orElseThrow());
            }
        }
        return applets;
    }

    String said() {
        return TestBundles.read(output);
    }

    void awaitSaid(String words) {
        Awaitility.await(words).atMost(PATIENCE, TimeUnit.SECONDS).until(() -> said().contains(words));
    }

    /** Whether it goes on for so long. */
    boolean waits(long ms) {
        try {
            return !process.waitFor(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The exit code, once it has ended by itself. */
    int exitCode() {
        if (waits(PATIENCE * 1000L)) {
            throw new AssertionError("it goes on: " + said());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
