/** Scripts run by Flyway's parser, on a real server. */
@NullMarked
package dev.headgate.flyway;

import org.jspecify.annotations.NullMarked;
