/** What gates are compared with; in the application that the benchmark packages, and in no other. */
@NullMarked
package bench;

import org.jspecify.annotations.NullMarked;
