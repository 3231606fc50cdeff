package io.farspan.protocol.trace;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The position of one hop in a distributed trace, as the {@code traceparent} header carries it.
 *
 * @param traceId 32 lower-case hex digits, the same on every hop, not all zero
 * @param spanId 16 lower-case hex digits, this hop's own, not all zero
 * @param flags two hex digits; bit 0 is <em>sampled</em>
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public record TraceContext(String traceId, String spanId, String flags) {

    /** The header's name. */
    public static final String HEADER = "traceparent";

    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** The context of a request that may or may not carry one: a child of it, or the root of a new trace. */
    public static TraceContext continueFrom(Optional<String> traceparent) {
        return traceparent
                .map(TRACEPARENT::matcher)
                .filter(Matcher::matches)
                .map(m -> new TraceContext(m.group(1), random(8), m.group(3)))
                .orElseGet(() -> new TraceContext(random(16), random(8), "01"));
    }

    /** The header's value for the next hop. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }

    /** Random, so practically unique, but not secret. */
    private static String random(int bytes) {
        byte[] id = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(id);
        id[0] |= 1;
        return HexFormat.of().formatHex(id);
    }
}
