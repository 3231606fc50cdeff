package io.farspan.troubleshooting.store;

/** How far an action is. */
public enum ActionState {
    /** Instances are being asked. */
    RUNNING,
    /** Each instance was asked and has an outcome. */
    DONE,
    /** Somebody cancelled it. */
    CANCELLED,
    /** Its deadline passed before each instance had an outcome. */
    TIMED_OUT,
    /** It could not be carried out, as when the policy has changed. */
    FAILED,
    /** It was interrupted and must not be repeated: what it did at some instances is not known. */
    UNKNOWN
}
