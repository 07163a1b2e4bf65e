/** What the architecture forbids, see ArchitectureTest. */
@NullMarked
package dev.headgate.badsamples.security;

import org.jspecify.annotations.NullMarked;
