package dev.headgate.migration;

/** A script that is applied again whenever it changes, after all versioned ones; known by its description. */
public record Repeatable(String description, Script script) {}
