/** SQL of our own: facts in one round trip, the advisory lock, the store. */
@NullMarked
package dev.headgate.postgres;

import org.jspecify.annotations.NullMarked;
