package dev.headgate.badsamples.unmarked;

/** A name that says nothing at its beginning. */
abstract class AbstractThing {}
