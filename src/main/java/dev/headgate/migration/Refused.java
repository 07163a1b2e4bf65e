package dev.headgate.migration;

/** Carries a {@link Refusal} out of where it was found. Not a bug: it has no stack trace. */
public final class Refused extends RuntimeException {

    private final transient Refusal refusal;

    public Refused(Refusal refusal) {
        super(refusal.sentence(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
