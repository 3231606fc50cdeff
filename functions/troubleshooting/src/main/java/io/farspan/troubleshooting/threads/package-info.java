/**
 * The action {@code threads}: dumps of all instances as if they were one, with equal stacks merged, exhausted pools, contended
 * locks and deadlocks named. Everything that is kept of a dump is bounded, because an instance can have any threads.
 */
@NullMarked
package io.farspan.troubleshooting.threads;

import org.jspecify.annotations.NullMarked;
