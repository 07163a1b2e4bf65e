package dev.headgate.bundles;

import dev.headgate.migration.Finding;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that is wrong with a bundle, to be told at once. */
final class Problems {

    private static final int MOST = 100; // are listed
    private static final int LONGEST = 1000; // of a sentence

    private final Provenance provenance;
    private final Set<Finding> found = new LinkedHashSet<>();
    private final List<Finding> limits = new ArrayList<>();
    private int more = 0;

    Problems(Provenance provenance) {
        this.provenance = provenance;
    }

    /** With the bundle as a whole. */
    void add(String sentence) {
        add(new Finding(Finding.Kind.BUNDLE_PROBLEM, Optional.empty(), Optional.empty(), shown(sentence)));
    }

    /** With one of its files. */
    void add(String file, String sentence) {
        add(about(file, sentence));
    }

    /** That it is larger than it may be. */
    void limit(String sentence) {
        limit(new Finding(Finding.Kind.BUNDLE_PROBLEM, Optional.empty(), Optional.empty(), shown(sentence)));
    }

    /** That one of its files is. */
    void limit(String file, String sentence) {
        limit(about(file, sentence));
    }

    boolean any() {
        return !found.isEmpty() || !limits.isEmpty();
    }

    /** The refusal that lists them. */
    Refused refused() {
        return isTooLarge()
                ? refused(
                        Reason.TOO_LARGE,
                        "%s is too large: %s. Nothing was kept; send less, or have the limit raised"
                                .formatted(provenance.bundle(), sentences()))
                : refused(
                        provenance.reason(),
                        "%s has problems: %s. %s".formatted(provenance.bundle(), sentences(), provenance.next()));
    }

    /** What lies in a folder is invalid all the same: nobody who asks has sent it. */
    private boolean isTooLarge() {
        return !limits.isEmpty() && provenance.reason() == Reason.BUNDLE_UNSOUND;
    }

    private Refused refused(Reason reason, String sentence) {
        return new Refusal(reason, sentence, Map.of("findings", all().toList())).thrown();
    }

    private String sentences() {
        String listed = all().map(Finding::sentence).collect(Collectors.joining("; "));
        return more == 0 ? listed : "%s; and %d more".formatted(listed, more);
    }

    private Stream<Finding> all() {
        return Stream.concat(limits.stream(), found.stream());
    }

    private void limit(Finding finding) {
        if (isFull()) {
            more++;
        } else {
            limits.add(finding);
        }
    }

    private void add(Finding finding) {
        if (!isFull()) {
            found.add(finding);
        } else if (!found.contains(finding)) {
            more++;
        }
    }

    private boolean isFull() {
        return found.size() + limits.size() >= MOST;
    }

    private static Finding about(String file, String sentence) {
        String name = Shown.name(file);
        return new Finding(
                Finding.Kind.BUNDLE_PROBLEM, Optional.empty(), Optional.of(name), name + ": " + shown(sentence));
    }

    private static String shown(String sentence) {
        return Shown.text(sentence, LONGEST);
    }
}
