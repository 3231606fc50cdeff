package io.farspan.core.plugin;

import java.util.concurrent.atomic.AtomicLong;

/** The part of the memory for agents' answers that plugins may keep, all of a process together. */
final class PluginRoom {

    private static final int SHARE = 4;

    private final long most;
    private final AtomicLong kept = new AtomicLong();

    /** A quarter of what is there for all calls. */
    PluginRoom(long ofAllCalls) {
        this.most = ofAllCalls / SHARE;
    }

    /** Takes room, if that much is free. */
    boolean take(long bytes) {
        if (kept.addAndGet(bytes) <= most) {
            return true;
        }
        kept.addAndGet(-bytes);
        return false;
    }

    /** Gives room back. */
    void release(long bytes) {
        kept.addAndGet(-bytes);
    }
}
