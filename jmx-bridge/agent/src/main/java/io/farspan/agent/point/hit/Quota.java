package io.farspan.agent.point.hit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many hits of a point may still be recorded: in all, and at the moment by its rate. Thread-safe. */
final class Quota {

    private final int perSecond;
    private final AtomicInteger now;
    private final AtomicLong left;
    private double saved;

    /**
     * @param perSecond which is also how many may come at once
     * @param all when they are used up, none comes any more
     */
    Quota(int perSecond, long all) {
        this.perSecond = perSecond;
        this.now = new AtomicInteger(perSecond);
        this.left = new AtomicLong(all);
    }

    /** Takes one, if there is one. */
    boolean take() {
        return left.get() > 0
                && now.getAndUpdate(count -> Math.max(0, count - 1)) > 0
                && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
    }

    /** Whether none can be taken at the moment. */
    boolean isEmpty() {
        return now.get() == 0 || isUsedUp();
    }

    /** Whether none can be taken any more. */
    boolean isUsedUp() {
        return left.get() == 0;
    }

    /** Called by one thread after some time has passed. */
    void refill(long nanos) {
        saved = Math.min(perSecond, saved + perSecond * (nanos / 1e9));
        int whole = (int) saved;
        if (whole > 0) {
            saved -= whole;
            now.updateAndGet(count -> Math.min(perSecond, count + whole));
        }
    }
}
