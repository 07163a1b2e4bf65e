/** Targets as configured, and their connections. */
@NullMarked
package dev.headgate.targets;

import org.jspecify.annotations.NullMarked;
