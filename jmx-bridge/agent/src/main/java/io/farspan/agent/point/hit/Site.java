package io.farspan.agent.point.hit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.point.condition.Expression;

/**
 * One place in the code of one class where a point is. The application's threads come through it, so that it writes nothing that
 * threads share before a hit is certain: one field says whether it is closed, open, or being measured.
 *
 * <p>It is closed while nothing may be recorded: while the rate is used up, while the point pauses because of what it costs, and
 * for ever after its removal. Nothing is thrown.
 */
public final class Site {

    private static final int CLOSED = 0;
    private static final int OPEN = 1;
    private static final int MEASURED = 2;

    /** What takes longer may be the system, which let another thread run meanwhile: it is an excess, and counted apart. */
    private static final long LONG_EVALUATION = TimeUnit.MICROSECONDS.toNanos(100);

    /** What a measurement adds to what it measures. */
    private static final long TIMER_COST = timerCost();

    private final Hits hits;
    private final @Nullable Expression condition;
    private final @Nullable Rendering rendering;
    private final LongAdder evaluated = new LongAdder();
    private final LongAdder excess = new LongAdder();
    private final LongAdder recorded = new LongAdder();
    private volatile int state = OPEN;

    private boolean removed;
    private boolean paused;
    private boolean exhausted;
    private boolean measuring;

    /**
     * A place of a point.
     *
     * @param condition none when every time is a hit
     * @param rendering none for a point that records no hits
     */
    public Site(Hits hits, @Nullable Expression condition, @Nullable Rendering rendering) {
        this.hits = hits;
        this.condition = condition;
        this.rendering = rendering;
    }

    /** Room for those variables of the condition that have no parameter of their own; none while it is closed. */
    public @Nullable Object @Nullable [] room(int size) {
        try {
            return state == CLOSED ? null : new Object[size];
        } catch (Throwable failure) {
            failed(failure);
            return null;
        }
    }

    /**
     * Control comes to the place.
     *
     * @return room for the variables, when they are to be recorded
     */
    public @Nullable Object @Nullable [] begin(long p, long q, @Nullable Object x, @Nullable Object y) {
        int now = state;
        if (now == CLOSED) {
            return null;
        }
        try {
            if (now == OPEN) {
                return passes(p, q, x, y) ? hit() : null;
            }
            long begin = System.nanoTime();
            @Nullable Object[] room = passes(p, q, x, y) ? hit() : null;
            evaluated(System.nanoTime() - begin);
            return room;
        } catch (Throwable failure) { // also of the stack or the memory, which is the application's own trouble then
            failed(failure);
            return null;
        }
    }

    private boolean passes(long p, long q, @Nullable Object x, @Nullable Object y) {
        Expression asked = condition;
        if (asked == null) {
            return true;
        }
        try {
            return asked.test(p, q, x, y);
        } catch (Throwable failure) { // caught here already, so that the time is counted too
            failed(failure);
            return false;
        }
    }

    private @Nullable Object @Nullable [] hit() {
        Rendering needed = rendering;
        if (needed == null) {
            hits.count();
            return null;
        }
        boolean taken = hits.quota().take();
        if (hits.quota().isEmpty()) {
            exhausted(true);
        }
        return taken ? new Object[needed.size()] : null;
    }

    /** The variables are there. */
    public void end(@Nullable Object @Nullable [] values) {
        Rendering needed = rendering;
        if (values == null || needed == null) {
            return;
        }
        try {
            record(needed, values);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    private void record(Rendering needed, @Nullable Object[] values) {
        long begin = System.nanoTime();
        try {
            hits.hit(needed.text(values));
        } finally {
            recorded.add(System.nanoTime() - begin);
        }
    }

    /**
     * A method begins.
     *
     * @return the time, or 0 when it is not measured
     */
    public long enter(long p, long q, @Nullable Object x, @Nullable Object y) {
        int now = state;
        if (now == CLOSED) {
            return 0;
        }
        try {
            long before = now == MEASURED ? System.nanoTime() : 0;
            boolean passes = passes(p, q, x, y);
            long begin = passes || now == MEASURED ? System.nanoTime() : 0;
            if (now == MEASURED) {
                evaluated(begin - before);
            }
            return !passes ? 0 : begin == 0 ? 1 : begin;
        } catch (Throwable failure) {
            failed(failure);
            return 0;
        }
    }

    /** A method ends that began at a time; 0 when it was not measured. */
    public void exit(long began) {
        if (began != 0) {
            try {
                hits.took(System.nanoTime() - began);
            } catch (Throwable failure) {
                failed(failure);
            }
        }
    }

    private void evaluated(long nanos) {
        evaluated.add(Math.max(0, Math.min(nanos, LONG_EVALUATION) - TIMER_COST));
        if (nanos > LONG_EVALUATION) {
            excess.add(Math.min(nanos, Budget.MEASURED) - LONG_EVALUATION);
        }
    }

    private void failed(Throwable failure) {
        try {
            hits.failed(failure);
        } catch (Throwable further) {
            // The stack or the memory has no room even for that.
        }
    }

    /** Nothing comes through it any more. */
    public synchronized void remove() {
        removed = true;
        change();
    }

    synchronized void pause(boolean on) {
        paused = on;
        change();
    }

    synchronized void exhausted(boolean on) {
        exhausted = on;
        change();
    }

    /** Opens it again when the rate allows hits again. */
    synchronized void refresh() {
        exhausted = hits.spec().kind().recordsHits() && hits.quota().isEmpty();
        change();
    }

    /** Whether each evaluation is measured. */
    synchronized void measure(boolean on) {
        measuring = on;
        change();
    }

    private void change() {
        state = removed || paused || exhausted ? CLOSED : measuring ? MEASURED : OPEN;
    }

    Hits hits() {
        return hits;
    }

    /** Nanoseconds of evaluations that were measured since the last call. */
    long takeEvaluated() {
        return evaluated.sumThenReset();
    }

    /** What single evaluations took beyond what is counted of each, up to all of the time in which they are measured. */
    long takeExcess() {
        return excess.sumThenReset();
    }

    /** Nanoseconds of everything that was recorded since the last call. */
    long takeRecorded() {
        return recorded.sumThenReset();
    }

    private static long timerCost() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 200; i++) {
            long begin = System.nanoTime();
            least = Math.min(least, System.nanoTime() - begin);
        }
        return Math.max(0, least);
    }
}
