/** What the architecture forbids, see ArchitectureTest. */
@NullMarked
package dev.headgate.badsamples.postgres;

import org.jspecify.annotations.NullMarked;
