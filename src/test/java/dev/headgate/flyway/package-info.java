/** What the engine knows of scripts that run outside a transaction. */
@NullMarked
package dev.headgate.flyway;

import org.jspecify.annotations.NullMarked;
