/** The engine: a bundle handed to Flyway, and the ledger rows that Flyway cannot write. */
@NullMarked
package dev.headgate.flyway;

import org.jspecify.annotations.NullMarked;
