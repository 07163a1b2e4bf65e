/** Where bundles come from: folders and the class path, read and checked once. */
@NullMarked
package dev.headgate.bundles;

import org.jspecify.annotations.NullMarked;
