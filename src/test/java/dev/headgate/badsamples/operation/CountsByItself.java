package dev.headgate.badsamples.operation;

import io.micrometer.core.instrument.Counter;

/** An operation that counts itself, so that counting can fail it. */
record CountsByItself(Counter counter) {}
