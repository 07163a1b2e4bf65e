/** The dev profile's own PostgreSQL; in no packaged form. */
@NullMarked
package dev.headgate.dev;

import org.jspecify.annotations.NullMarked;
