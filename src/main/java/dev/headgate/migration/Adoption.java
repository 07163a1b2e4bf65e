package dev.headgate.migration;

/**
 * How a database without a ledger is recognised: where the marker exists, the database is taken to be at the revision.
 *
 * @param marker a relation, written as SQL writes it: {@code hosted_model_inference.endpoints}
 */
public record Adoption(String marker, Version at) {}
