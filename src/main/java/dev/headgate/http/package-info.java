/** JSON over HTTP. Resources convert, call and convert back; one class maps refusals to problem documents. */
@NullMarked
package dev.headgate.http;

import org.jspecify.annotations.NullMarked;
