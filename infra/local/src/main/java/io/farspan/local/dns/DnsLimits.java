package io.farspan.local.dns;

import java.time.Duration;

/**
 * What one client may take of the server.
 *
 * @param connections TCP connections open at a time, each of which has a thread; one more closes the one that has been
 *     without a message longest
 * @param idle how long a connection may wait for its next message
 * @param message how long a message may take from its first byte to its last, and how long the client may take to read
 *     the answer
 */
record DnsLimits(int connections, Duration idle, Duration message) {

    static final DnsLimits USUAL = new DnsLimits(128, Duration.ofSeconds(30), Duration.ofSeconds(5));
}
