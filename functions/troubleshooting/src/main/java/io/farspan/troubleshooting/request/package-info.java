/** What Farspan's own actions have in common: the requests that they make, and texts that they read in bounded time and memory. */
@NullMarked
package io.farspan.troubleshooting.request;

import org.jspecify.annotations.NullMarked;
