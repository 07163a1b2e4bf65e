/** Who may do what: principals, roles on targets, and the grants that give them. Pure rules; nothing here knows a token. */
@NullMarked
package dev.headgate.security;

import org.jspecify.annotations.NullMarked;
