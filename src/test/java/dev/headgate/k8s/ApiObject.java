package dev.headgate.k8s;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An object as it is sent to Kubernetes' API server. */
record ApiObject(JsonNode json) {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

    /** Those of a file of YAML, in its order; documents that hold nothing are left out. */
    static List<ApiObject> in(String yaml) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return documents.readAll().stream()
                    .filter(JsonNode::isObject)
                    .map(ApiObject::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first of this kind. */
    static ApiObject one(String kind, String yaml) {
        return in(yaml).stream()
                .filter(object -> object.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /**
     * What Kubernetes' API, or the restricted Pod Security Standard, would have against a file, and whether it holds anything
     * at all. Of custom kinds nothing is known.
     */
    static List<String> faults(String yaml) {
        List<ApiObject> objects = in(yaml).stream().filter(ApiObject::isBuiltIn).toList();
        return objects.isEmpty()
                ? List.of("there is nothing in it")
                : objects.stream()
                        .flatMap(object -> Stream.concat(
                                object.fault().stream(),
                                PodTemplate.of(object).stream()
                                        .map(PodTemplate::looseEnds)
                                        .flatMap(List::stream)))
                        .toList();
    }

    String kind() {
        return json.path("kind").asText();
    }

    String name() {
        return json.path("metadata").path("name").asText();
    }

    /** What stands at this place (RFC 6901), such as {@code /spec/replicas}; a missing node where there is nothing. */
    JsonNode at(String pointer) {
        return json.at(pointer);
    }

    /** Whether it is of a kind that Kubernetes itself has, and no custom one. */
    boolean isBuiltIn() {
        String group = group();
        return !group.contains(".") || group.endsWith(".k8s.io");
    }

    /** Why Kubernetes' API would not have it, if so: an unknown field, one that is missing, or of another type. */
    Optional<String> fault() {
        try {
            Object read = Class.forName(model())
                    .getMethod("fromJson", String.class) // refuses what it does not know
                    .invoke(null, json.toString());
            return text(json, YAML.readTree(JSON.serialize(read)), "")
                    .map(at -> this + ": no text is allowed at " + at);
        } catch (ClassNotFoundException e) {
            return Optional.of("%s: Kubernetes has none in %s".formatted(this, version()));
        } catch (InvocationTargetException e) {
            return Optional.of("%s: %s".formatted(this, e.getCause().getMessage()));
        } catch (ReflectiveOperationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where there is a text that was read as a number or a yes or no, as Kubernetes does not. */
    private static Optional<String> text(JsonNode given, JsonNode read, String at) {
        if (given.isTextual()) {
            return read.isNumber() || read.isBoolean() ? Optional.of(at) : Optional.empty();
        }
        Stream<Optional<String>> within = given.isArray()
                ? IntStream.range(0, given.size()).mapToObj(i -> text(given.get(i), read.path(i), at + "/" + i))
                : given.properties().stream()
                        .map(field -> text(field.getValue(), read.path(field.getKey()), at + "/" + field.getKey()));
        return within.flatMap(Optional::stream).findFirst();
    }

    @Override
    public String toString() {
        return "%s/%s".formatted(kind(), name());
    }

    private String version() {
        return json.path("apiVersion").asText();
    }

    private String group() {
        String version = version();
        return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    }

    /** The classes are called by version and kind: V1Deployment, V2HorizontalPodAutoscaler. */
    private String model() {
        String version = version();
        String number = version.substring(version.indexOf('/') + 1);
        return MODELS + number.substring(0, 1).toUpperCase(Locale.ROOT) + number.substring(1) + kind();
    }
}
