package io.farspan.core.agent;

/** The body that an agent answered with, which counts against what the process holds in memory until it is released. */
public final class AgentAnswer {

    private final byte[] body;
    private Runnable release;

    AgentAnswer(byte[] body, Runnable release) {
        this.body = body;
        this.release = release;
    }

    /** The body. */
    public byte[] body() {
        return body;
    }

    /** Nobody holds the body any more, or it is too small to count; doing it twice does no harm. */
    public synchronized void release() {
        release.run();
        release = () -> {};
    }
}
