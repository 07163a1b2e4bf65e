package dev.headgate.audit;

/** Takes entries down. */
public interface Trail {

    /** Takes down what is in no transaction of the store. It never waits and never fails: what the store does not take is in the log. */
    void note(Entry entry);
}
