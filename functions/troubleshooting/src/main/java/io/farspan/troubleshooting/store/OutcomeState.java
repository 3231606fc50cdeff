package io.farspan.troubleshooting.store;

/** How far an action is at one instance. */
public enum OutcomeState {
    /** It has not been asked. */
    PENDING,
    /** It is being asked what must not be repeated. */
    SENT,
    /** It answered. */
    ANSWERED,
    /** It did not carry it out, or its answer is not there. */
    FAILED,
    /** It was asked, and whether it carried it out is not known. */
    UNKNOWN
}
