package dev.headgate.flyway;

import java.util.List;

/** What became of a statement that ran outside a transaction and did not end well, and what is to be done about it. */
sealed interface Verdict {

    /** It is finished: the next one may run. */
    record Done() implements Verdict {}

    /**
     * It is not done, and may run again from the start.
     *
     * @param clearFirst statements that take away what it left, each outside a transaction
     * @param what it left, for people
     */
    record Again(List<String> clearFirst, String what) implements Verdict {}

    /**
     * It is half done, and may not run again.
     *
     * @param sql what does the rest
     * @param what is half done, for people
     */
    record Finish(List<String> sql, String what) implements Verdict {}

    /** Only people can tell. */
    record Unknown(String whatIsThere, String actions) implements Verdict {}
}
