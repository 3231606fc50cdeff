package io.farspan.core.agent;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.farspan.core.sharing.CommonBody;
import io.farspan.protocol.json.RawJson;

/**
 * The body that an agent answered with, which counts against what the process holds in memory until it is released. Of one
 * that differs from another's in its end only, nothing but the end is held.
 */
public final class AgentAnswer {

    private final byte[] body;
    private final Optional<CommonBody> common;
    private final byte @Nullable [] end;
    private final Runnable atSettling;
    private final Runnable atRelease;
    private volatile boolean taken;
    private boolean settled;
    private boolean released;

    private AgentAnswer(
            byte[] body, Optional<CommonBody> common, byte @Nullable [] end, Runnable atSettling, Runnable atRelease) {
        this.body = body;
        this.common = common;
        this.end = end;
        this.atSettling = atSettling;
        this.atRelease = atRelease;
    }

    /** A body of its own. */
    static AgentAnswer of(byte[] body, Runnable atSettling, Runnable atRelease) {
        return new AgentAnswer(body, Optional.empty(), null, atSettling, atRelease);
    }

    /** A body that others are compared with. */
    static AgentAnswer leading(byte[] body, CommonBody common, Runnable atSettling, Runnable atRelease) {
        return new AgentAnswer(body, Optional.of(common), null, atSettling, atRelease);
    }

    /** A body that equals {@code other} except for the response's last bytes. */
    static AgentAnswer following(byte[] other, CommonBody common, byte[] end) {
        return new AgentAnswer(other, Optional.of(common), end, () -> {}, () -> {});
    }

    /** The bytes that its responses are slices of: for one that is like another's, those of the other. */
    public byte[] body() {
        return body;
    }

    /** How many bytes the agent has sent. */
    public int length() {
        return body.length;
    }

    /** How many bytes it holds itself. */
    public int held() {
        return end == null ? body.length : 0;
    }

    /**
     * The responses in it.
     *
     * @throws AgentFailure when it is not a JSON array of that many objects
     */
    public List<RawJson> responses(int expected) {
        if (end != null) {
            Optional<RawJson> like = common.flatMap(it -> it.withEnd(end));
            return like.isPresent() ? List.of(like.get()) : AgentReply.split(whole(end), expected);
        }
        try {
            List<RawJson> split = AgentReply.split(body, expected);
            common.ifPresent(it -> it.isGood(split.get(0)));
            return split;
        } catch (AgentFailure e) {
            common.ifPresent(it -> it.isBad(e));
            throw e;
        } finally {
            common.ifPresent(CommonBody::isUnjudged); // whatever was thrown, nobody must wait for a judgement
        }
    }

    private byte[] whole(byte[] own) {
        byte[] copy = body.clone();
        System.arraycopy(own, 0, copy, copy.length - 1 - own.length, own.length);
        return copy;
    }

    /** Somebody has it. */
    void take() {
        taken = true;
    }

    /** Whether somebody got it: whoever asked may have stopped waiting before it came. */
    boolean isTaken() {
        return taken;
    }

    /** The body is held until the answer of ours that it belongs to is written; settling it twice is harmless. */
    public synchronized void settle() {
        if (!settled) {
            settled = true;
            atSettling.run();
        }
    }

    /** Nobody holds the body any longer; releasing it twice is harmless. */
    public synchronized void release() {
        settle();
        if (!released) {
            released = true;
            if (end == null) {
                common.ifPresent(CommonBody::isUnjudged);
            }
            atRelease.run();
        }
    }
}
