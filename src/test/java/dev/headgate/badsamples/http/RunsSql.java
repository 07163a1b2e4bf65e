package dev.headgate.badsamples.http;

import dev.headgate.badsamples.postgres.HoldsSql;
import java.sql.Connection;

/** A resource that looks into the database by itself. */
record RunsSql(Connection connection, HoldsSql sql) {}
