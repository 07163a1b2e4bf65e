/** What is written to the log stays one line, whoever said it. */
@NullMarked
package dev.headgate.logging;

import org.jspecify.annotations.NullMarked;
