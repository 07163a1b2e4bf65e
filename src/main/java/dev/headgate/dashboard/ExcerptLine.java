package dev.headgate.dashboard;

/**
 * A line of a script, with its number there.
 *
 * @param marked whether it is the one that is talked about
 */
public record ExcerptLine(int number, String text, boolean marked) {}
