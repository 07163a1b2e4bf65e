/** What HTTP promises. */
@NullMarked
package dev.headgate.http;

import org.jspecify.annotations.NullMarked;
