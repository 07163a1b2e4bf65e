/** Pages as people see them, in a browser. */
@NullMarked
package dev.headgate.dashboard;

import org.jspecify.annotations.NullMarked;
