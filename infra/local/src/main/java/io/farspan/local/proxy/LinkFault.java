package io.farspan.local.proxy;

import java.time.Duration;

/**
 * What is wrong with a link.
 *
 * @param kind what
 * @param share the share of segments that is lost
 * @param time how much longer a round trip takes, or how long the first call is held
 */
public record LinkFault(Kind kind, double share, Duration time) {

    /** What can be wrong. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** Nothing gets through, in either direction; new connections are not made, open ones hang. */
        DROP,
        /** Small packets get through, full ones do not, as where the path's MTU is smaller than anybody knows. */
        LARGE,
        /** Every connection is reset. */
        RESET,
        /** Segments are lost and retransmitted as TCP does it: after 200 ms, a lost SYN after a second (RFC 6298). */
        LOSS,
        /** Everything takes longer. */
        DELAY,
        /** The function's platform answers 429 instead. */
        THROTTLE,
        /** The next call is held, and those behind it; reaching the host is not. */
        COLD
    }

    /** Nothing. */
    public static final LinkFault NONE = new LinkFault(Kind.NONE, 0, Duration.ZERO);

    /** Nothing gets through. */
    public static final LinkFault DROP = new LinkFault(Kind.DROP, 0, Duration.ZERO);

    /** Only small packets get through. */
    public static final LinkFault LARGE = new LinkFault(Kind.LARGE, 0, Duration.ZERO);

    /** Connections are reset. */
    public static final LinkFault RESET = new LinkFault(Kind.RESET, 0, Duration.ZERO);

    /** The platform limits the function. */
    public static final LinkFault THROTTLE = new LinkFault(Kind.THROTTLE, 0, Duration.ZERO);

    /** A share of the segments is lost. */
    public static LinkFault loss(double share) {
        return new LinkFault(Kind.LOSS, share, Duration.ZERO);
    }

    /** A round trip takes so much longer. */
    public static LinkFault delay(Duration time) {
        return new LinkFault(Kind.DELAY, 0, time);
    }

    /** The next call is held for so long. */
    public static LinkFault cold(Duration time) {
        return new LinkFault(Kind.COLD, 0, time);
    }
}
