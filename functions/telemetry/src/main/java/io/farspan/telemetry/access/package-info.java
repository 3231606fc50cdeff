/**
 * What all queries of telemetry have in common: whether there is any of an application, and turns, because few of them may
 * run at the same time. The resources are built on it.
 */
@NullMarked
package io.farspan.telemetry.access;

import org.jspecify.annotations.NullMarked;
