/** May this workload start? What is needed of a target, what is known of it, and who waits for it. */
@NullMarked
package dev.headgate.gate;

import org.jspecify.annotations.NullMarked;
