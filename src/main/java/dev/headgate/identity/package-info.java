/** Who is asking: tokens of a file, of Kubernetes and of an OpenID provider, and how all that is configured. */
@NullMarked
package dev.headgate.identity;

import org.jspecify.annotations.NullMarked;
