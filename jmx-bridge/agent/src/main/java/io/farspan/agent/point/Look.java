package io.farspan.agent.point;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * When a class that others have loaded or changed gets its points.
 *
 * <p>One that is being loaded cannot be changed before it is there: it is looked for after one millisecond, then two, four and so
 * on. One that others change must not be changed before they are done, because the JVM would take our result, which has the code
 * from before, after theirs: what their thread does tells when they are. Both are looked at once again some seconds later.
 */
final class Look {

    private static final String INSTRUMENTATION = "sun.instrument.InstrumentationImpl";
    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST = TimeUnit.SECONDS.toNanos(15);

    /** A debugger changes classes in a thread that shows nothing of it. */
    private static final long UNKNOWN = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final boolean atLoaded;
    private final WeakReference<@Nullable Thread> changing;
    private long pause = FIRST;
    private long next;

    private Look(String name, @Nullable Thread changing, long next) {
        this.name = name;
        this.atLoaded = changing == null;
        this.changing = new WeakReference<>(changing);
        this.next = next;
    }

    static Look atLoaded(String name, long now) {
        return new Look(name, null, now + FIRST);
    }

    /**
     * A class that is being changed.
     *
     * @param changing by this thread, the calling one
     */
    static Look atChanged(String name, long now, Thread changing) {
        return new Look(name, changing, now + (isChanging(changing) ? FIRST : UNKNOWN));
    }

    private static boolean isChanging(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals(INSTRUMENTATION)
                    && frame.getMethodName().endsWith("Classes0")) {
                return true;
            }
        }
        return false;
    }

    String name() {
        return name;
    }

    /** Whether the class was being loaded. */
    boolean isAtLoaded() {
        return atLoaded;
    }

    long next() {
        return next;
    }

    /** Whether the class can be looked at now. */
    boolean isDue(long now) {
        if (now - next < 0) {
            return false;
        }
        Thread thread = changing.get();
        if (thread != null && thread.isAlive() && isChanging(thread)) {
            next = now + FIRST;
            return false;
        }
        return true;
    }

    /** Notes that it was looked at; whether that was the last time. */
    boolean isLast(long now, boolean found) {
        if (pause >= LAST) {
            return true;
        }
        pause = found ? LAST : pause * 2;
        next = now + pause;
        return false;
    }
}
