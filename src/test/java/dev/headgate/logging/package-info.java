@NullMarked
package dev.headgate.logging;

import org.jspecify.annotations.NullMarked;
