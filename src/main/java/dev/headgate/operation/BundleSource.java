package dev.headgate.operation;

/** Where a target's bundle comes from, as configured. */
public sealed interface BundleSource {

    /** Whatever was pushed and activated last: the store says which. */
    record Stored() implements BundleSource {}

    /**
     * What lies there.
     *
     * @param location {@code filesystem:<folder>} or {@code classpath:<folder>}
     * @param activatesChanges whether what it changes to becomes active by itself
     */
    record Place(String location, boolean activatesChanges) implements BundleSource {}
}
