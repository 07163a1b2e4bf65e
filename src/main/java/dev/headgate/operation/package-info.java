/** Running a plan: the operation's life, the lock it holds, the wait for it. Databases are behind the ports of this package. */
@NullMarked
package dev.headgate.operation;

import org.jspecify.annotations.NullMarked;
