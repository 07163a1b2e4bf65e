/** What the architecture forbids, see ArchitectureTest. */
@NullMarked
package dev.headgate.badsamples.gate;

import org.jspecify.annotations.NullMarked;
