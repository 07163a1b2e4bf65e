/** Who did what, or was not let: the trail of all changes, refusals and failed authentications. */
@NullMarked
package dev.headgate.audit;

import org.jspecify.annotations.NullMarked;
