package dev.headgate.badsamples.migration;

import dev.headgate.badsamples.postgres.HoldsSql;

/** A rule that asks the database. */
record KnowsAnAdapter(HoldsSql sql) {}
