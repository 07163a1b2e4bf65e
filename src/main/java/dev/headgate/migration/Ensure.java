package dev.headgate.migration;

/** Init where the database is empty, else upgrade: the one verb for a hook. */
final class Ensure {

    private Ensure() {}

    static Decision decide(Situation s, Request request) {
        return s.state() instanceof State.Empty ? Init.decide(s, request) : Upgrade.decide(s, request);
    }
}
