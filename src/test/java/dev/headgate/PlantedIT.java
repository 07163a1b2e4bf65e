package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** After all other tests: nothing that they planted is in anything that was said, answered, kept or built. */
class PlantedIT {

    private static final Path TARGET = Path.of("target");

    /** Where traces are. */
    enum Trace {
        /** What tests and Headgate inside them said, and how tests ended. */
        REPORTS("surefire-reports", "failsafe-reports"),
        /** What Headgate said as a process of its own. */
        LOGS("logs", "quarkus.log", "faults", "faults-alone"),
        /** What it answered. */
        ANSWERS("answers"),
        /** What it kept: all rows of its stores. */
        STORES("stores"),
        /** What is handed out. */
        BUILT("classes", "../docs");

        private final List<String> places;

        Trace(String... places) {
            this.places = List.of(places);
        }

        Search search() {
            Search search = new Search(Planted.forms());
            places.forEach(place -> search.in(TARGET.resolve(place)));
            return search;
        }
    }

    @Test
    void noPlantedSecretIsInAnyTraceOfTheTests() {
        Map<Trace, Search> searches = new EnumMap<>(Trace.class);
        for (Trace trace : Trace.values()) {
            searches.put(trace, trace.search());
        }
        searches.forEach((trace, search) ->
                System.out.printf("%s: %d files, %d lines%n", trace, search.files(), search.lines()));

        assertThat(searches.values().stream().flatMap(s -> s.found().stream()))
                .as("lines with a planted secret")
                .isEmpty();
        if (System.getProperty("it.test") == null) { // else only some of the tests have run
            assertThat(searches)
                    .allSatisfy((trace, search) -> assertThat(search.lines())
                            .as(trace + " that were looked at")
                            .isPositive());
        }
    }
}
