/** Who calls and with which roles. Resources and the gate agree on these words. */
@NullMarked
package io.farspan.home.caller;

import org.jspecify.annotations.NullMarked;
