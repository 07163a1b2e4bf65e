/** What HTTP promises. */
@NullMarked
package dev.headgate.gate;

import org.jspecify.annotations.NullMarked;
