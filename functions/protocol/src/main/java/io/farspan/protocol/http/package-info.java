/**
 * HTTP below any client: gzip with a limit on the expanded size, the certificate authorities that are trusted, and a
 * connection that reports how far it came.
 */
@NullMarked
package io.farspan.protocol.http;

import org.jspecify.annotations.NullMarked;
