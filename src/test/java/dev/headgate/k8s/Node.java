package dev.headgate.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Runs containers as a node would, but for two things: where a pod's folders are, and where Headgate is. Programs are BusyBox'
 * and the real curl, as in the image of curl, and no others.
 */
final class Node {

    private static final List<String> APPLETS = List.of("sh", "cat", "cp", "gzip", "sed", "sleep", "tail", "tar");
    private static final String HEADGATE = "http://headgate.headgate";

    private final Path folder;
    private final int port;
    private final String token;
    private final Map<String, Path> images = new LinkedHashMap<>();

    /**
     * @param port where Headgate is
     * @param token what the cluster makes for the pods' service account
     */
    Node(Path folder, int port, String token) {
        this.folder = folder;
        this.port = port;
        this.token = token;
    }

    /** Knows what is in an image: the folder is its root. */
    Node having(String image, Path root) {
        images.put(image, root);
        return this;
    }

    /** Runs a pod to its end, init containers first; the first one that fails is the last one. */
    Ran runs(PodTemplate pod, List<ApiObject> objects) {
        Path root = made("pod");
        mount(pod, objects, root);
        Optional<Ran> last = Optional.empty();
        for (JsonNode container : pod.containers()) {
            try (Running running = start(container, root)) {
                last = Optional.of(running.ran());
            }
            if (last.orElseThrow().exitCode() != 0) {
                break;
            }
        }
        return last.orElseThrow();
    }

    /** Starts one container of a pod. */
    Running starts(PodTemplate pod, String container, List<ApiObject> objects) {
        Path root = made("pod");
        mount(pod, objects, root);
        return start(
                pod.containers().stream()
                        .filter(it -> it.path("name").asText().equals(container))
                        .findFirst()
                        .orElseThrow(),
                root);
    }

    private Running start(JsonNode container, Path root) {
        Map<String, Path> places = new LinkedHashMap<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            Path volume = root.resolve(mount.path("name").asText());
            places.put(
                    mount.path("mountPath").asText(),
                    volume.resolve(mount.path("subPath").asText()));
        }
        Optional.ofNullable(images.get(container.path("image").asText()))
                .ifPresent(image -> entries(image).forEach(entry -> places.put("/" + entry.getFileName(), entry)));
        List<String> command = Stream.of("command", "args")
                .flatMap(part -> StreamSupport.stream(container.path(part).spliterator(), false))
                .map(word -> placed(word.textValue(), places))
                .toList();
        return Running.of(command, programs(), made("log").resolve("log"));
    }

    /** What a word means here: whole paths only, and the one name of a host. */
    private String placed(String word, Map<String, Path> places) {
        String placed = word.replace(HEADGATE, "http://127.0.0.1:%d".formatted(port));
        if (places.isEmpty()) {
            return placed;
        }
        String any = places.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile("(?<![\\w./-])(%s)(?=[/\\s'\")]|$)".formatted(any)) // at once: a place may lie in /tmp
                .matcher(placed)
                .replaceAll(found ->
                        Matcher.quoteReplacement(places.get(found.group(1)).toString()));
    }

    private void mount(PodTemplate pod, List<ApiObject> objects, Path root) {
        for (JsonNode volume : pod.spec().path("volumes")) {
            Path at = root.resolve(volume.path("name").asText());
            if (volume.has("configMap")) {
                configMap(volume.path("configMap"), objects, at);
            } else if (volume.has("projected")) {
                JsonNode source = volume.at("/projected/sources/0/serviceAccountToken");
                if (!source.path("audience").asText().equals("headgate")) {
                    throw new AssertionError("Headgate takes no such token: " + source);
                }
                AppChart.write(at, source.path("path").asText(), token);
            } else if (volume.has("image")) {
                link(at, images.get(volume.at("/image/reference").asText()));
            } else if (volume.has("emptyDir")) {
                made(at);
            } else {
                throw new AssertionError("not known here: " + volume);
            }
        }
    }

    /** Files are links into a folder whose name begins with a dot, so that all of them change at once. */
    private static void configMap(JsonNode volume, List<ApiObject> objects, Path at) {
        JsonNode data = objects.stream()
                .filter(it -> it.kind().equals("ConfigMap"))
                .filter(it -> it.name().equals(volume.path("name").asText()))
                .findFirst()
                .orElseThrow()
                .at("/data");
        Map<String, String> keys = new LinkedHashMap<>();
        volume.path("items")
                .forEach(item ->
                        keys.put(item.path("path").asText(), item.path("key").asText()));
        if (!volume.has("items")) {
            data.fieldNames().forEachRemaining(key -> keys.put(key, key));
        }
        for (Map.Entry<String, String> item : keys.entrySet()) {
            Path path = Path.of(item.getKey());
            AppChart.write(
                    at.resolve("..2026_11_22"),
                    path.toString(),
                    data.required(item.getValue()).asText());
            if (Files.notExists(at.resolve("..data"))) {
                link(at.resolve("..data"), Path.of("..2026_11_22"));
            }
            if (Files.notExists(at.resolve(path.getName(0)))) {
                link(at.resolve(path.getName(0)), Path.of("..data").resolve(path.getName(0)));
            }
        }
    }

    private Path programs() {
        Path programs = folder.resolve("bin");
        if (Files.notExists(programs)) {
            made(programs);
            APPLETS.forEach(applet ->
                    link(programs.resolve(applet), Program.BUSYBOX.path().orElseThrow()));
            link(programs.resolve("curl"), Program.CURL.path().orElseThrow());
        }
        return programs;
    }

    private Path made(String name) {
        try {
            return Files.createTempDirectory(folder, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void made(Path at) {
        try {
            Files.createDirectories(at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path at, Path to) {
        try {
            Files.createSymbolicLink(at, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
