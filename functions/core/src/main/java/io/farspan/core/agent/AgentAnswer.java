package io.farspan.core.agent;

/** The body that an agent answered with, which counts against what the process holds in memory until it is released. */
public final class AgentAnswer {

    private final byte[] body;
    private final Runnable atSettling;
    private final Runnable atRelease;
    private volatile boolean taken;
    private boolean settled;
    private boolean released;

    AgentAnswer(byte[] body, Runnable atSettling, Runnable atRelease) {
        this.body = body;
        this.atSettling = atSettling;
        this.atRelease = atRelease;
    }

    /** The body. */
    public byte[] body() {
        return body;
    }

    /** Somebody has it. */
    void take() {
        taken = true;
    }

    /** Whether somebody got it: whoever asked may have stopped waiting before it came. */
    boolean isTaken() {
        return taken;
    }

    /** The body is held until the answer of ours that it belongs to is written; doing it twice does no harm. */
    public synchronized void settle() {
        if (!settled) {
            settled = true;
            atSettling.run();
        }
    }

    /** Nobody holds the body any more; doing it twice does no harm. */
    public synchronized void release() {
        settle();
        if (!released) {
            released = true;
            atRelease.run();
        }
    }
}
