package dev.headgate.dashboard;

/** A line of a script, with its number there. */
public record ScriptLine(int number, String text) {}
