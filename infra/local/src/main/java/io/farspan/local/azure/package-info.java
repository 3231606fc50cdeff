/**
 * What Azure does around a function app, on one machine: a Functions host that reads the packaged folder's
 * {@code host.json} and {@code function.json} and invokes the functions as the Java worker does.
 */
@NullMarked
package io.farspan.local.azure;

import org.jspecify.annotations.NullMarked;
