package dev.headgate.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * What a chart's values may be, by its values.yaml: their types are those of the defaults, their descriptions the comments
 * above them, and what stands between two lines {@code # @schema} is JSON Schema as it is. Nothing else is allowed.
 */
record ValuesSchema(Path values) {

    private static final String MARK = "@schema";

    /** One value: its path with dots, its default as JSON, and what it is. */
    record Row(String path, String fallback, String meaning) {}

    String json() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.putAll(schema(root()));
        properties(schema).put("global", Map.of("type", "object")); // Helm itself adds it where the chart is another's
        try {
            return new ObjectMapper()
                            .writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                                    .withArrayIndenter(new DefaultIndenter("  ", "\n")))
                            .writeValueAsString(schema)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All values, those that hold others left out; without a comment of its own, what is said of the whole counts. */
    List<Row> rows() {
        return rows("", "", root()).toList();
    }

    private static Stream<Row> rows(String prefix, String outer, MappingNode mapping) {
        return mapping.getValue().stream().flatMap(field -> {
            String path = prefix + name(field);
            String own = Comment.above(field).description();
            String meaning = own.isEmpty() ? outer : own;
            return field.getValueNode() instanceof MappingNode inner
                            && !inner.getValue().isEmpty()
                    ? rows(path + ".", meaning, inner)
                    : Stream.of(new Row(path, fallback(field.getValueNode()), meaning));
        });
    }

    private MappingNode root() {
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(true);
        try {
            return (MappingNode) new Yaml(options).compose(new StringReader(Files.readString(values)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> schema(MappingNode mapping) {
        Map<String, Object> properties = new LinkedHashMap<>();
        mapping.getValue().forEach(field -> properties.put(name(field), schema(field)));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("properties", properties);
        return schema;
    }

    private static Map<String, Object> schema(NodeTuple field) {
        Comment comment = Comment.above(field);
        Map<String, Object> schema = new LinkedHashMap<>();
        if (!comment.description().isEmpty()) {
            schema.put("description", comment.description());
        }
        Node node = field.getValueNode();
        if (node instanceof MappingNode mapping && !comment.schema().containsKey("additionalProperties")) {
            schema.putAll(schema(mapping));
        } else {
            schema.put("type", type(node));
        }
        schema.putAll(comment.schema());
        return schema;
    }

    private static String type(Node node) {
        return switch (node) {
            case MappingNode mapping -> "object";
            case SequenceNode sequence -> "array";
            case ScalarNode scalar when scalar.getTag().equals(Tag.BOOL) -> "boolean";
            case ScalarNode scalar when scalar.getTag().equals(Tag.INT) -> "integer";
            default -> "string";
        };
    }

    private static String fallback(Node node) {
        return switch (node) {
            case MappingNode mapping -> "{}";
            case SequenceNode sequence -> "[]";
            case ScalarNode scalar -> scalar.getValue();
            default -> throw new IllegalStateException(node.toString());
        };
    }

    private static String name(NodeTuple field) {
        return ((ScalarNode) field.getKeyNode()).getValue();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> properties(Map<String, Object> schema) {
        return (Map<String, Object>) schema.get("properties");
    }

    /** What stands above a value. */
    private record Comment(String description, Map<String, Object> schema) {

        /** The lines right above it but for examples, which are indented; what an empty line parts from it speaks of the file. */
        static Comment above(NodeTuple field) {
            List<CommentLine> comments = field.getKeyNode().getBlockComments();
            List<String> lines = comments == null
                    ? List.of()
                    : comments.stream()
                            .skip(comments.stream()
                                            .map(CommentLine::getCommentType)
                                            .toList()
                                            .lastIndexOf(CommentType.BLANK_LINE)
                                    + 1L)
                            .map(CommentLine::getValue)
                            .toList();
            List<String> description = new ArrayList<>();
            List<String> schema = new ArrayList<>();
            boolean isSchema = false;
            for (String line : lines) {
                if (line.strip().equals(MARK)) {
                    isSchema = !isSchema;
                } else if (isSchema) {
                    schema.add(line.replaceFirst("^ ", ""));
                } else if (!line.startsWith("  ")) {
                    description.add(line.strip());
                }
            }
            return new Comment(String.join(" ", description), read(schema));
        }

        private static Map<String, Object> read(List<String> lines) {
            Map<String, Object> read =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(String.join("\n", lines));
            return read == null ? Map.of() : read;
        }
    }
}
