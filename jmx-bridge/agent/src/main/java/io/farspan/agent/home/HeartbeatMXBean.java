package io.farspan.agent.home;

/** What became of the heartbeats that the agent sends to home, for whoever reaches the agent when home does not hear it. */
public interface HeartbeatMXBean {

    /** Its object name. */
    String NAME = "io.farspan:type=Heartbeat";

    /** How many were sent. */
    long getSent();

    /** How many home answered, be it with a refusal. */
    long getAnswered();

    /** How long ago home last answered; -1 when it never did. */
    long getMillisSinceAnswered();

    /** Why home was not reached in the last attempt; empty when it was, or when a router answered that it is not home. */
    String getFailure();
}
