/** Threads that a process cannot do without. The process ends when one of them dies or stalls. */
@NullMarked
package io.farspan.protocol.process;

import org.jspecify.annotations.NullMarked;
