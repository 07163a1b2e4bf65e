/** What the architecture forbids, see ArchitectureTest. */
@NullMarked
package dev.headgate.badsamples.http;

import org.jspecify.annotations.NullMarked;
