/** What the architecture forbids, see ArchitectureTest. */
@NullMarked
package dev.headgate.badsamples.migration;

import org.jspecify.annotations.NullMarked;
