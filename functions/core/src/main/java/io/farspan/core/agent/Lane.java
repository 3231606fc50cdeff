package io.farspan.core.agent;

/** What an exchange with an agent is for. */
public enum Lane {
    /** A management call of somebody's: while it lasts the agent is busy on our account. */
    CALL,
    /** A look whether the agent answers, which calls must not hold up. */
    PROBE
}
