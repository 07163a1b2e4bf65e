/** A migration control plane for PostgreSQL. {@code migration} holds the rules, {@code operation} carries out what they decide, the other packages touch the world. */
@NullMarked
package dev.headgate;

import org.jspecify.annotations.NullMarked;
