package dev.headgate.gate;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** How often gates have given each answer. Very many ask, so that counting one is an addition to a number of its own. */
public final class Answered {

    private final Map<Verdict.Word, LongAdder> times = new EnumMap<>(Verdict.Word.class); // never changes

    public Answered() {
        for (Verdict.Word word : Verdict.Word.values()) {
            times.put(word, new LongAdder());
        }
    }

    /** This was answered. */
    public void add(Verdict.Word word) {
        adder(word).increment();
    }

    /** How often, since the start. */
    public long of(Verdict.Word word) {
        return adder(word).sum();
    }

    private LongAdder adder(Verdict.Word word) {
        return Optional.ofNullable(times.get(word)).orElseThrow();
    }
}
