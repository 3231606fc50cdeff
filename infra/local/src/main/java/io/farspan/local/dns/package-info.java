/**
 * A small authoritative DNS server for one zone, so that one machine needs no BIND: queries over UDP and TCP, UPDATE
 * with prerequisites (RFC 2136), TSIG (RFC 8945), and a journal that survives a crash.
 */
@NullMarked
package io.farspan.local.dns;

import org.jspecify.annotations.NullMarked;
