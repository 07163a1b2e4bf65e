/** The whole service over HTTP, on a real server. */
@NullMarked
package dev.headgate;

import org.jspecify.annotations.NullMarked;
