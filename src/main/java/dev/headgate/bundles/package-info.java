/** Where bundles come from: archives and files that are sent, folders, the class path and the shelf, all read by one set of rules. */
@NullMarked
package dev.headgate.bundles;

import org.jspecify.annotations.NullMarked;
