package dev.headgate;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The fenced blocks of {@code docs/recipes.md}, as a person pastes them: nothing but Headgate's address is put in. */
final class RecipePage {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");

    private final List<Block> blocks;
    private final Set<String> asked = new HashSet<>();

    private RecipePage(List<Block> blocks) {
        this.blocks = blocks;
    }

    /**
     * One block.
     *
     * @param heading of the section that it is in
     * @param language as its fence says
     */
    private record Block(String heading, String language, String text) {}

    /** Reads the page for a Headgate at this address, such as {@code localhost:8080}. */
    static RecipePage read(String address) {
        String page = TestBundles.read(Path.of("docs/recipes.md"));
        return new RecipePage(BLOCK.matcher(page)
                .results()
                .map(block -> new Block(
                        heading(page.substring(0, block.start())),
                        block.group(1),
                        block.group(2).replace("http://headgate/", "http://%s/".formatted(address))))
                .toList());
    }

    private static String heading(String before) {
        return HEADING.matcher(before)
                .results()
                .map(heading -> heading.group(1))
                .reduce("", (earlier, later) -> later);
    }

    /** The one block of a section. */
    String block(String heading, String language) {
        asked.add(heading);
        List<Block> found =
                blocks.stream().filter(block -> block.heading.equals(heading)).toList();
        if (found.size() != 1 || !found.getFirst().language.equals(language)) {
            throw new AssertionError("'%s' is to have one block, of %s: %s".formatted(heading, language, found));
        }
        return found.getFirst().text;
    }

    /** The sections with blocks that nobody has asked for; blocks of other languages than these are another test's. */
    List<String> untried(String... languages) {
        Set<String> tried = Set.of(languages);
        return blocks.stream()
                .filter(block -> tried.contains(block.language) && !asked.contains(block.heading))
                .map(Block::heading)
                .toList();
    }
}
