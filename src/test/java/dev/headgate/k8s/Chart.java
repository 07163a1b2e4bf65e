package dev.headgate.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A Helm chart, rendered by the real Helm. */
record Chart(Path folder) {

    static final Path CHARTS = Path.of("k8s", "chart");
    static final String HOOK = "helm.sh/hook:"; // Helm's library leaves hooks out of what it renders
    static final String NO_HOOK = "no.helm.sh/hook:";

    private static final String KUBERNETES = "1.34.0";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static Chart named(String name) {
        return new Chart(CHARTS.resolve(name));
    }

    /** The files of values that it is tested with, where the chart's own tools look for them. */
    List<Path> values() {
        try (Stream<Path> files = Files.list(folder.resolve("ci"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All that it renders to, hooks too, in the namespace headgate.
     *
     * @throws IllegalStateException with what Helm says, where it refuses
     */
    String rendered(Path copy, Path... values) {
        return renderedAs("headgate", copy, values);
    }

    /** The same, in another namespace. */
    String renderedAs(String namespace, Path copy, Path... values) {
        Chart unhooked = copied(copy);
        unhooked.rewrite(unhooked.folder.resolve("templates"), HOOK, NO_HOOK);
        TemplateCommand command = new Helm(unhooked.folder)
                .template()
                .withName("headgate")
                .withNamespace(namespace)
                .withKubeVersion(KUBERNETES);
        for (Path file : values) {
            command = command.withValuesFile(file);
        }
        return command.call().replace(NO_HOOK, HOOK);
    }

    /** What Helm tells who has installed it. */
    String notes(Path values) {
        String told = new Helm(folder)
                .install()
                .withName("headgate")
                .withNamespace("headgate")
                .withKubeVersion(KUBERNETES)
                .clientOnly()
                .withDryRunOption(DryRun.CLIENT)
                .dryRun()
                .withValuesFile(values)
                .call()
                .getOutput();
        return told.substring(told.indexOf("NOTES:"));
    }

    /** What Helm has to say against it with these values. */
    List<String> complaints(Path copy, Path values) {
        try {
            Chart changed = copied(copy);
            Path defaults = changed.folder.resolve("values.yaml");
            JsonNode merged = merged((ObjectNode) YAML.readTree(defaults.toFile()), YAML.readTree(values.toFile()));
            Files.writeString(defaults, YAML.writeValueAsString(merged));
            LintResult result = new Helm(changed.folder).lint().strict().call();
            return result.isFailed() ? result.getMessages() : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode merged(ObjectNode under, JsonNode over) {
        over.properties().forEach(field -> {
            if (under.get(field.getKey()) instanceof ObjectNode object
                    && field.getValue().isObject()) {
                merged(object, field.getValue());
            } else {
                under.set(field.getKey(), field.getValue());
            }
        });
        return under;
    }

    private Chart copied(Path copy) {
        Path to = copy.resolve(folder.getFileName());
        AppChart.copy(folder, to);
        return new Chart(to);
    }

    private void rewrite(Path templates, String from, String to) {
        try (Stream<Path> files = Files.walk(templates)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, Files.readString(file).replace(from, to));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
