package dev.headgate.migration;

/** What is to be done about a request, and by which row of the table. */
public sealed interface Decision {

    Row row();

    /** Something is to be done. */
    record Perform(Row row, Plan plan) implements Decision {}

    /**
     * Nothing is to be done, which is a success.
     *
     * @param why one sentence for a person
     */
    record Unchanged(Row row, String why) implements Decision {}

    /** A considered no. */
    record Refuse(Row row, Refusal refusal) implements Decision {}
}
