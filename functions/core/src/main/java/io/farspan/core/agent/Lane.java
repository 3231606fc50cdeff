package io.farspan.core.agent;

/** The purpose of an exchange with an agent. */
public enum Lane {
    /** A management call: while it lasts, we are the ones who keep the agent busy. */
    CALL,
    /** A check whether the agent answers, which calls must not delay. */
    PROBE
}
