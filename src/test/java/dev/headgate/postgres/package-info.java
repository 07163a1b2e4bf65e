/** What PostgreSQL itself must prove. */
@NullMarked
package dev.headgate.postgres;

import org.jspecify.annotations.NullMarked;
