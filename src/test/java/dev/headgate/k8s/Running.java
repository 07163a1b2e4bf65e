package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A container that runs. */
final class Running implements AutoCloseable {

    private static final int PATIENCE = 40; // seconds

    private final Process process;
    private final Path log;

    private Running(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param programs the folder of all programs that there are
     */
    static Running of(List<String> command, Path programs, Path log) {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of(programs.resolve(command.getFirst()).toString()),
                        command.stream().skip(1))
                .toList());
        builder.environment().clear();
        builder.environment().put("PATH", programs.toString());
        try {
            return new Running(
                    builder.redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitLog(String words) {
        Awaitility.await()
                .atMost(PATIENCE, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(AppChart.read(log)).contains(words));
    }

    boolean goesOn() {
        return process.isAlive();
    }

    /** Told to end as the kubelet does; what it leaves behind is ended with it, as in a container. */
    Ran stopped() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            return ran();
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Once it has ended. */
    Ran ran() {
        try {
            if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                throw new AssertionError("it goes on: " + AppChart.read(log));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        String said = AppChart.read(log);
        Traces.keep(said);
        return new Ran(process.exitValue(), said);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
