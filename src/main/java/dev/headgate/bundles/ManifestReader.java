package dev.headgate.bundles;

import dev.headgate.migration.Adoption;
import dev.headgate.migration.Manifest;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads {@code headgate.yaml}, or tells everything that is wrong with it. */
final class ManifestReader {

    /** Its name, at the top of the bundle. */
    static final String FILE = "headgate.yaml";

    private static final String RELEASE = "release";
    private static final String SERVES = "serves";
    private static final String ADOPT = "adopt";
    private static final String NOTES = "notes";
    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final Pattern RELATION = Pattern.compile("[^.\\s\\p{Cc}\\p{Cs}]+(\\.[^.\\s\\p{Cc}\\p{Cs}]+)?");
    private static final String WINDOW = "serves: {from: \"6\", to: \"8\"}";
    private static final String ADOPTION = "adopt: {marker: shop.orders, at: \"1\"}";
    private static final String ALLOWED =
            "allowed are release, serves, adopt and notes, such as release: shop-2.4 or " + WINDOW;
    private static final int LONGEST_RELATION = 200; // two names of PostgreSQL's 63 bytes, quoted
    private static final int LONGEST_NOTES = 2000;

    private final Consumer<String> problem;

    /**
     * @param problem is told what is wrong
     */
    ManifestReader(Consumer<String> problem) {
        this.problem = problem;
    }

    /**
     * @param scripts of the bundle: what it may speak of
     */
    Manifest read(String text, ScriptNames scripts) {
        Map<String, Node> members = members(text);
        checkKeys("it", members, List.of(RELEASE, SERVES, ADOPT, NOTES), ALLOWED);
        return new Manifest(
                Optional.ofNullable(members.get(RELEASE)).flatMap(this::release),
                Optional.ofNullable(members.get(SERVES)).flatMap(node -> serves(node, scripts.head())),
                Optional.ofNullable(members.get(ADOPT)).flatMap(node -> adoption(node, scripts)),
                Optional.ofNullable(members.get(NOTES)).flatMap(this::notes));
    }

    private void checkKeys(String what, Map<String, Node> members, List<String> known, String otherwise) {
        members.keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> problem.accept("%s has the key '%s'; %s"
                        .formatted(
                                what,
                                Shown.name(key),
                                NearestKey.to(key, known)
                                        .map("did you mean %s?"::formatted)
                                        .orElse(otherwise))));
    }

    /** By the parser's nodes and not by its values: 2.10 is a version, and another one than 2.1. */
    private Map<String, Node> members(String text) {
        try {
            LoaderOptions options = new LoaderOptions();
            Composer composer = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options);
            Optional<Node> root = Optional.ofNullable(composer.getSingleNode());
            if (root.isEmpty()) {
                return Map.of(); // nothing but comments
            }
            return members("it", root.get());
        } catch (MarkedYAMLException e) {
            problem.accept("it is not YAML: %s, line %d; %s"
                    .formatted(
                            e.getProblem(),
                            Optional.ofNullable(e.getProblemMark())
                                    .map(mark -> mark.getLine() + 1)
                                    .orElse(1),
                            ALLOWED));
        } catch (YAMLException e) {
            problem.accept("it is not YAML; " + ALLOWED);
        }
        return Map.of();
    }

    private Map<String, Node> members(String what, Node node) {
        Map<String, Node> members = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = text(tuple.getKeyNode()).orElse("?");
                if (members.putIfAbsent(key, tuple.getValueNode()) != null) {
                    problem.accept("%s has the key '%s' twice; %s".formatted(what, Shown.name(key), ALLOWED));
                }
            }
        } else {
            problem.accept("%s has no keys; %s".formatted(what, ALLOWED));
        }
        return members;
    }

    private Optional<String> release(Node node) {
        Optional<String> name = text(node).filter(text -> NAME.matcher(text).matches());
        if (name.isEmpty()) {
            problem.accept("release is 1 to 100 visible ASCII characters without spaces, such as release: shop-2.4");
        }
        return name;
    }

    private Optional<Window> serves(Node node, Optional<Version> head) {
        if (!(node instanceof MappingNode)) {
            problem.accept("serves has no keys; write " + WINDOW);
            return Optional.empty();
        }
        Map<String, Node> ends = members(SERVES, node);
        checkKeys(SERVES, ends, List.of("from", "to"), "write " + WINDOW);
        Optional<Version> from = version(ends, "from");
        Optional<Version> to = version(ends, "to");
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (head.filter(to.get()::isAbove).isPresent()) {
            problem.accept("serves.to is %s, above the bundle's head %s; allowed is that or a revision below"
                    .formatted(to.get(), head.get()));
        }
        if (from.get().isAbove(to.get())) {
            problem.accept("serves.from is %s, above serves.to, which is %s; write %s"
                    .formatted(from.get(), to.get(), WINDOW));
            return Optional.empty();
        }
        return Optional.of(new Window(from.get(), to.get()));
    }

    private Optional<Adoption> adoption(Node node, ScriptNames scripts) {
        if (!(node instanceof MappingNode)) {
            problem.accept("adopt has no keys; write " + ADOPTION);
            return Optional.empty();
        }
        Map<String, Node> members = members(ADOPT, node);
        checkKeys(ADOPT, members, List.of("marker", "at"), "write " + ADOPTION);
        Optional<String> marker = Optional.ofNullable(members.get("marker"))
                .flatMap(ManifestReader::text)
                .filter(text -> text.length() <= LONGEST_RELATION
                        && RELATION.matcher(text).matches());
        if (marker.isEmpty()) {
            problem.accept("adopt.marker is no relation; write " + ADOPTION);
        }
        Optional<Version> at = Optional.ofNullable(members.get("at"))
                .flatMap(ManifestReader::text)
                .flatMap(Version::parse);
        if (at.isEmpty()) {
            problem.accept("adopt.at is no version; write numbers separated by dots, such as " + ADOPTION);
        } else if (!scripts.knows(at.get())) {
            problem.accept("adopt.at is %s; allowed is a revision of the bundle".formatted(at.get()));
        }
        return marker.flatMap(relation -> at.map(version -> new Adoption(relation, version)));
    }

    /** Shown to people as they are: a control character could do more than that. */
    private Optional<String> notes(Node node) {
        Optional<String> notes = text(node)
                .map(String::strip)
                .filter(text -> !text.isEmpty() && text.length() <= LONGEST_NOTES)
                .filter(text -> text.codePoints().noneMatch(ManifestReader::isUnfit));
        if (notes.isEmpty()) {
            problem.accept("notes is a text of 1 to %d characters, without control characters other than line breaks"
                    .formatted(LONGEST_NOTES));
        }
        return notes;
    }

    /** YAML can write by an escape what no text of UTF-8 has: half a character. */
    private static boolean isUnfit(int c) {
        return (Character.isISOControl(c) && c != '\n') || Character.getType(c) == Character.SURROGATE;
    }

    private Optional<Version> version(Map<String, Node> ends, String key) {
        Optional<Version> version =
                Optional.ofNullable(ends.get(key)).flatMap(ManifestReader::text).flatMap(Version::parse);
        if (version.isEmpty()) {
            problem.accept(
                    "serves.%s is no version; write numbers separated by dots, such as %s".formatted(key, WINDOW));
        }
        return version;
    }

    /** A number too is taken as it is written. */
    private static Optional<String> text(Node node) {
        return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }
}
