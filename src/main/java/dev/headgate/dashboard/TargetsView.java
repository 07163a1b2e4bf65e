package dev.headgate.dashboard;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The targets that somebody has chosen to see, and how many there are of each state.
 *
 * @param tallies of all that the search finds, whatever their state
 * @param rows of this page
 * @param found how many the choice takes, on all pages
 * @param storeIsAway so that operations are shown as they were told last, and none can begin
 */
public record TargetsView(
        Choice choice, List<Tally> tallies, List<TargetRow> rows, int found, int all, boolean storeIsAway) {

    static final int PAGE = 100; // rows

    /**
     * How many there are of a state.
     *
     * @param query of those only; or of all again, where they are chosen
     */
    public record Tally(Mark mark, long count, boolean chosen, String query) {}

    static TargetsView of(Choice choice, List<TargetRow> all, boolean storeIsAway) {
        List<TargetRow> searched = all.stream().filter(choice::finds).toList();
        List<TargetRow> taken = choice.sorted(searched.stream().filter(choice::takes));
        return new TargetsView(
                choice,
                Stream.of(Mark.values())
                        .map(mark -> tally(choice, mark, searched))
                        .filter(tally -> tally.count() > 0 || tally.chosen())
                        .toList(),
                taken.stream().skip((choice.page() - 1L) * PAGE).limit(PAGE).toList(),
                taken.size(),
                all.size(),
                storeIsAway);
    }

    private static Tally tally(Choice choice, Mark mark, List<TargetRow> searched) {
        boolean chosen = choice.mark().filter(mark::equals).isPresent();
        return new Tally(
                mark,
                searched.stream().filter(row -> row.mark() == mark).count(),
                chosen,
                choice.of(chosen ? Optional.empty() : Optional.of(mark)).query());
    }

    /** The same to whoever looks, though some were seen again meanwhile. */
    boolean saysTheSameAs(TargetsView other) {
        return storeIsAway == other.storeIsAway
                && tallies.equals(other.tallies)
                && found == other.found
                && rows.size() == other.rows.size()
                && IntStream.range(0, rows.size()).allMatch(i -> rows.get(i).saysTheSameAs(other.rows.get(i)));
    }

    public Optional<Choice> before() {
        return choice.page() > 1 ? Optional.of(choice.at(choice.page() - 1)) : Optional.empty();
    }

    public Optional<Choice> after() {
        return choice.page() * PAGE < found ? Optional.of(choice.at(choice.page() + 1)) : Optional.empty();
    }

    public int first() {
        return (choice.page() - 1) * PAGE + 1;
    }

    public int last() {
        return first() + rows.size() - 1;
    }
}
