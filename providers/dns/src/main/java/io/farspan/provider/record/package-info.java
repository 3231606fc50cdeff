/**
 * The map's records: what they are called, what stands in them, how a change becomes records. The same for every server
 * that holds a map, whatever way it is changed by.
 */
@NullMarked
package io.farspan.provider.record;

import org.jspecify.annotations.NullMarked;
