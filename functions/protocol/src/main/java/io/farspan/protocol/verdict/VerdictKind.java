package io.farspan.protocol.verdict;

/** What can be wrong, section 6 of the design. */
public enum VerdictKind {
    /** Nothing is wrong. */
    HEALTHY(Cause.NONE),
    /** The instance answers nobody who can reach its location. */
    APP_DOWN(Cause.APPLICATION),
    /** The instance answers management calls but does not serve its users properly. */
    APP_DEGRADED(Cause.APPLICATION),
    /** The instance serves its users; its management agent does not answer. */
    AGENT_DOWN(Cause.AGENT),
    /** The function does not do its work; its instances may. */
    FUNCTION_DOWN(Cause.FUNCTION),
    /** The function's platform limits it. */
    FUNCTION_THROTTLED(Cause.FUNCTION),
    /** Home and the location do not reach each other; others reach both. */
    LINK_DOWN(Cause.CONNECTION),
    /** One of the two directions is closed. */
    LINK_ONE_WAY(Cause.CONNECTION),
    /** Some of what is sent is lost. */
    LINK_LOSSY(Cause.CONNECTION),
    /** What is sent takes much longer than it used to. */
    LINK_SLOW(Cause.CONNECTION),
    /** Nothing in the location can be reached: it is down or cut off, which cannot be told apart from outside. */
    LOCATION_UNREACHABLE(Cause.LOCATION),
    /** Home itself is cut off. */
    OBSERVER_ISOLATED(Cause.CONNECTION),
    /** The map's DNS server gives no usable answer. */
    DNS_FAULT(Cause.CONNECTION),
    /** The function's certificate is not accepted. */
    TLS_FAULT(Cause.CONNECTION),
    /** A clock is wrong. */
    CLOCK_SKEW(Cause.CONNECTION),
    /** More than one explanation fits what was seen. */
    UNDETERMINED(Cause.UNKNOWN);

    /** Whose fault it is. */
    public enum Cause {
        /** No one's. */
        NONE,
        /** The application's. */
        APPLICATION,
        /** The instance's management agent's; the application serves. */
        AGENT,
        /** The management function's. */
        FUNCTION,
        /** The connection's, in a wide sense. */
        CONNECTION,
        /** The application's or the connection's; may be acted on only with a quorum of witnesses. */
        LOCATION,
        /** Not known. */
        UNKNOWN
    }

    private final Cause cause;

    VerdictKind(Cause cause) {
        this.cause = cause;
    }

    /** Whose fault it is. */
    public Cause cause() {
        return cause;
    }

    /** Whether traffic may ever be shifted because of it. */
    public boolean mayShift() {
        return cause == Cause.APPLICATION || cause == Cause.LOCATION;
    }
}
