/** The rules: what a target is, and what a verb does to it. Pure functions from facts to a plan; nothing here knows a database, a framework or HTTP. */
@NullMarked
package dev.headgate.migration;

import org.jspecify.annotations.NullMarked;
