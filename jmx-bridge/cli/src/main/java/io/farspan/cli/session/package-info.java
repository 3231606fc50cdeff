/** What the commands that ask home have in common: who asks, of which instances, and in which form the answer is shown. Repetition is here as well. */
@NullMarked
package io.farspan.cli.session;

import org.jspecify.annotations.NullMarked;
