package dev.headgate.k8s;

import dev.headgate.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A folder that {@code kubectl apply -k} takes, built by the real Kustomize. */
record Kustomization(Path folder) {

    private static final Path K8S = Path.of("k8s");

    static Kustomization base() {
        return new Kustomization(K8S.resolve("base"));
    }

    static Kustomization overlay(String name) {
        return new Kustomization(K8S.resolve("overlays").resolve(name));
    }

    static Kustomization example(String name) {
        return new Kustomization(K8S.resolve("examples").resolve(name));
    }

    String built() {
        try {
            Process process = new ProcessBuilder(Program.KUSTOMIZE.with("build", folder.toString()))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.onExit().join().exitValue() != 0) {
                throw new IllegalStateException(output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
