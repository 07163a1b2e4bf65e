/** Pages for people: what the API tells, rendered on the server, and kept current while somebody looks. */
@NullMarked
package dev.headgate.dashboard;

import org.jspecify.annotations.NullMarked;
