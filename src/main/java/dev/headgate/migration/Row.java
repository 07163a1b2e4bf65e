package dev.headgate.migration;

/** The row of the decision table that was used. Its word is stable: scripts may compare it. */
public record Row(String state, Verb verb, Way way) {

    /** Such as {@code behind/upgrade/apply}. */
    public String word() {
        return state + "/" + verb.word() + "/" + way.word();
    }
}
