/**
 * The location map as the rest of Farspan sees it: what it holds, how it is read, and the one way to change it. A
 * provider implements {@link LocationMap} for one kind of DNS server and is found through {@link LocationMapProvider}.
 */
@NullMarked
package io.farspan.provider.map;

import org.jspecify.annotations.NullMarked;
