package dev.headgate.badsamples.http;

import org.flywaydb.core.Flyway;

/** A resource that migrates by itself. */
record CallsFlyway(Flyway flyway) {}
