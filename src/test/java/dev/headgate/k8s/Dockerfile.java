package dev.headgate.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Dockerfile tells to do, in its order, as far as the images' tests have to know. */
record Dockerfile(List<Step> steps) {

    private static final Pattern STAGE = Pattern.compile("(\\S+)(?: AS (\\S+))?");
    private static final Pattern ARGUMENT = Pattern.compile("\\$\\{(\\w+)}");

    /** An instruction, and what follows it. */
    record Step(String word, String rest) {

        /** The exec form: a program and its arguments, with no shell between. */
        boolean isExec() {
            return rest.startsWith("[\"") && rest.endsWith("\"]");
        }
    }

    static Dockerfile read(Path file) throws IOException {
        List<Step> steps = new ArrayList<>();
        StringBuilder step = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.endsWith("\\")) {
                step.append(line, 0, line.length() - 1);
                continue;
            }
            String whole = step.append(line).toString().strip();
            int space = whole.indexOf(' ');
            steps.add(new Step(whole.substring(0, space), whole.substring(space).strip()));
            step.setLength(0);
        }
        return new Dockerfile(steps);
    }

    /** The images that it starts from, with the defaults of its arguments; its own stages are none. */
    List<String> bases() {
        Map<String, String> defaults = new TreeMap<>();
        List<String> stages = new ArrayList<>();
        List<String> bases = new ArrayList<>();
        for (Step step : steps) {
            if (step.word().equals("ARG") && stages.isEmpty()) {
                int equals = step.rest().indexOf('=');
                defaults.put(step.rest().substring(0, equals), step.rest().substring(equals + 1));
            }
            Matcher stage = STAGE.matcher(step.rest());
            if (step.word().equals("FROM") && stage.matches()) {
                if (!stages.contains(stage.group(1))) {
                    bases.add(ARGUMENT.matcher(stage.group(1)).replaceAll(a -> defaults.get(a.group(1))));
                }
                stages.add(Optional.ofNullable(stage.group(2)).orElse(""));
            }
        }
        return bases;
    }

    /** What becomes the image. */
    List<Step> lastStage() {
        int from = steps.stream().map(Step::word).toList().lastIndexOf("FROM");
        return steps.subList(from, steps.size());
    }

    /** What follows the last such instruction of the last stage. */
    Optional<Step> last(String word) {
        return lastStage().stream().filter(step -> step.word().equals(word)).reduce((first, second) -> second);
    }

    /** Files and folders of the project that it copies. */
    List<String> copied() {
        return steps.stream()
                .filter(step -> step.word().equals("COPY") && !step.rest().contains("--from="))
                .flatMap(step -> {
                    List<String> paths = List.of(step.rest().split("\\s+"));
                    return paths.subList(0, paths.size() - 1).stream();
                })
                .toList();
    }
}
