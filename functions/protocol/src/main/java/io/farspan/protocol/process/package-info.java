/** What keeps a process honest: threads that it cannot do without, and what happens when one of them ends or stands still. */
@NullMarked
package io.farspan.protocol.process;

import org.jspecify.annotations.NullMarked;
