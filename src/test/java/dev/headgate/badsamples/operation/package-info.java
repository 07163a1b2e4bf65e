/** What the architecture forbids, see ArchitectureTest. */
@NullMarked
package dev.headgate.badsamples.operation;

import org.jspecify.annotations.NullMarked;
