/**
 * The location map on any server that speaks DNS UPDATE (RFC 2136) with TSIG (RFC 8945): BIND, Knot, PowerDNS,
 * Windows DNS, the embedded one. Reads go through dnsjava straight to the map's servers, past every cache.
 */
@NullMarked
package io.farspan.provider.dns;

import org.jspecify.annotations.NullMarked;
