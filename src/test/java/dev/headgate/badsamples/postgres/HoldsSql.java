package dev.headgate.badsamples.postgres;

/** An adapter, fine in itself. */
public record HoldsSql(String text) {}
