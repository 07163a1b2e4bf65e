package dev.headgate.badsamples.unmarked;

/** A name that says nothing, in a package where null may be anything. */
final class StringUtil {}
