package dev.headgate.migration;

import java.util.List;
import java.util.Map;

/**
 * A considered no, or a failure that was expected to be possible.
 *
 * @param sentence what is the matter and what to do next, for a person
 * @param details facts for a program: records, lists, texts and numbers
 */
public record Refusal(Reason reason, String sentence, Map<String, Object> details) {

    public static Refusal of(Reason reason, String sentence) {
        return new Refusal(reason, sentence, Map.of());
    }

    static Refusal of(Reason reason, String sentence, List<Finding> findings) {
        return new Refusal(reason, sentence, Map.of("findings", findings));
    }

    /** This refusal, to be thrown where no value can carry it. */
    public Refused thrown() {
        return new Refused(this);
    }
}
