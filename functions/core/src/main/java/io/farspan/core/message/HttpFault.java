package io.farspan.core.message;

/** A response that cannot be taken. Whoever reads it knows from whom it comes, and says so. */
public final class HttpFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Kind {
        /** It is not HTTP. */
        NOT_HTTP,
        /** It ended too early. */
        CUT_OFF,
        /** Its body is larger than allowed. */
        TOO_LARGE
    }

    private final Kind kind;

    HttpFault(Kind kind, String why) {
        super(why, null, false, false);
        this.kind = kind;
    }

    /** What is wrong with it. */
    public Kind kind() {
        return kind;
    }
}
