package dev.headgate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Carries out parts of a pod's manifest as a kubelet would. */
final class Kubelet {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Path folder;
    private final Headgate headgate;

    /**
     * @param headgate whom a probe finds at the {@code host} of its {@code httpGet}
     */
    Kubelet(Path folder, Headgate headgate) {
        this.folder = folder;
        this.headgate = headgate;
    }

    /** Starts the one init container of a manifest. */
    RecipeRun startInitContainer(String manifest) {
        JsonNode containers = read(manifest).required("initContainers");
        if (containers.size() != 1) {
            throw new AssertionError("not one init container: " + containers);
        }
        return RecipeRun.of(folder, Map.of(), command(containers.required(0)));
    }

    /** Whether a probe succeeds: exit code 0, or a status of 200 to 399. It never follows a redirect to the same host. */
    boolean succeeds(String manifest, String probe) {
        JsonNode spec = read(manifest).required(probe);
        if (spec.has("exec")) {
            try (RecipeRun run = RecipeRun.of(folder, Map.of(), command(spec.required("exec")))) {
                return run.exitCode() == 0;
            }
        }
        JsonNode get = spec.required("httpGet");
        if (!get.required("host").asText().matches("[0-9.]+")) {
            throw new AssertionError("no node knows that name: " + get);
        }
        int status = headgate.asked(
                        get.required("path").asText(),
                        HttpRequest.newBuilder().GET().header("User-Agent", "kube-probe/1.34"))
                .join()
                .statusCode();
        return status >= 200 && status < 400;
    }

    /** Which probes there are. */
    List<String> probes(String manifest) {
        return read(manifest)
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(key -> key.endsWith("Probe"))
                .toList();
    }

    private static List<String> command(JsonNode container) {
        return StreamSupport.stream(container.required("command").spliterator(), false)
                .map(word -> {
                    if (!word.isTextual()) {
                        throw new AssertionError("a command is made of strings: " + word);
                    }
                    return word.textValue();
                })
                .toList();
    }

    private static JsonNode read(String manifest) {
        try {
            return YAML.readTree(manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
