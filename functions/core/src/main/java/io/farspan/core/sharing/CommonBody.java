package io.farspan.core.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.farspan.core.message.HttpResponse;
import io.farspan.protocol.json.RawJson;

/**
 * The body that agents are likely to have in common when one call asks them the same, as replicas do that list the same
 * MBeans. The first to answer leads: its body is kept and read. The others are compared with it while they arrive; of one
 * that differs in the time of its answer only, nothing else is kept, and nothing is read a second time.
 *
 * <p>One object serves one request of one call. Who leads and who follows is the loop's business, on its thread; the leader
 * is judged by a worker.
 */
public final class CommonBody {

    private static final int LONGEST_END = 64;

    /** A leader that has brought less since it was last looked at has not moved: an agent may send byte by byte. */
    private static final int PROGRESS = 64 << 10;

    /** However well it gets on, a leader holds the others up no longer. */
    private static final long LONGEST_LEAD = TimeUnit.SECONDS.toNanos(3);

    private volatile @Nullable HttpResponse leader;
    private long ledAt;
    private long movedAt;
    private int movedTo;
    private boolean alone;
    private volatile byte @Nullable [] bytes;
    private volatile Timestamp timestamp = Timestamp.NONE;
    private @Nullable List<Runnable> waiting = new ArrayList<>();
    private @Nullable RawJson response;
    private @Nullable RuntimeException failure;

    /** Takes the lead when nobody has it; whether {@code response} is the leader then. */
    public boolean lead(HttpResponse response) {
        if (leader == null && !alone) {
            leader = response;
            ledAt = System.nanoTime();
            movedAt = ledAt;
            movedTo = response.size();
        }
        if (leader == response && response.size() - movedTo >= PROGRESS) {
            movedAt = System.nanoTime();
            movedTo = response.size();
        }
        return leader == response;
    }

    /** Whether a follower should wait: the leader's body is on its way and makes progress. */
    public boolean comesWithin(long nanos) {
        long now = System.nanoTime();
        if (bytes == null && leader != null && (now - movedAt > nanos || now - ledAt > LONGEST_LEAD)) {
            alone = true; // a leader that is slow holds nobody up
        }
        return bytes == null && leader != null && !alone;
    }

    /** The leader's body, once it is there. */
    public Optional<byte[]> bytes() {
        return Optional.ofNullable(bytes);
    }

    /** Whether it is known where the time is in it, so that others can be compared with it. */
    public boolean hasTimestamp() {
        return timestamp.isKnown();
    }

    /** How much of what has come of a response must be kept: nothing but the rest while it may turn out to be a follower's. */
    public long held(HttpResponse response) {
        int rest = response.size() - response.equal();
        if (response.complete()) {
            return endOf(response).isPresent() ? 0 : response.size();
        }
        return rest == 0 || response.equal() >= timestamp.from() ? rest : response.size();
    }

    /** The end of a response's body, if that alone tells it from the leader's: the digits of the time and a bracket. */
    public Optional<byte[]> endOf(HttpResponse response) {
        int equal = response.equal();
        if (equal < timestamp.from() || response.size() - equal > LONGEST_END) {
            return Optional.empty();
        }
        byte[] own = response.rest();
        return bytes().filter(leader -> timestamp.alone(leader, equal, own))
                .map(leader -> timestamp.end(leader, equal, own));
    }

    /** Nothing more comes of a response: another may lead if it was the leader and has no body. */
    public void ended(HttpResponse ended) {
        if (leader == ended && bytes == null) {
            leader = null;
        }
    }

    /** The leader's body has come. */
    public void came(byte[] body) {
        timestamp = Timestamp.atEndOf(body);
        bytes = body;
    }

    /** Whether {@code candidate} leads. */
    public boolean isLedBy(HttpResponse candidate) {
        return leader == candidate;
    }

    /** Runs {@code then} once the leader's body is judged. */
    public void whenJudged(Runnable then) {
        synchronized (this) {
            if (waiting != null) {
                waiting.add(then);
                return;
            }
        }
        then.run();
    }

    /** The leader's body is one well-formed response, with another time also a follower's. */
    public void isGood(RawJson only) {
        judged(only, null);
    }

    /** The leader's body cannot be used, and neither can those that equal it. */
    public void isBad(RuntimeException why) {
        judged(null, why);
    }

    /** The leader's body will not be judged unless it has been; each body is read separately. */
    public void isUnjudged() {
        judged(null, null);
    }

    private void judged(@Nullable RawJson only, @Nullable RuntimeException why) {
        List<Runnable> ready;
        synchronized (this) {
            if (waiting == null) {
                return;
            }
            ready = waiting;
            waiting = null;
            response = only;
            failure = why;
        }
        ready.forEach(Runnable::run);
    }

    /**
     * The response in a body that equals the leader's except for its end.
     *
     * @param end the digits of the time and the response's last bracket
     * @return empty when the leader's was not judged
     * @throws RuntimeException what {@link #isBad} was told, when the leader's is of no use
     */
    public synchronized Optional<RawJson> withEnd(byte[] end) {
        if (failure != null) {
            throw failure;
        }
        return Optional.ofNullable(response).map(only -> only.withEnd(only.length() - end.length, end));
    }
}
