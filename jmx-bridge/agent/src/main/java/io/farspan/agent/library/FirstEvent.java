package io.farspan.agent.library;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A thread of the application that is about to log the first event of a copy, and waits for our thread to look at that copy.
 * When it has waited in vain, events may be missed from then on until the appender is in.
 */
final class FirstEvent {

    private final Library library;
    private final WeakReference<ClassLoader> loader;
    private final boolean boot;
    private final CountDownLatch looked = new CountDownLatch(1);
    private volatile boolean missable;

    // Of our thread.
    private Instant since = Instant.now();
    private long from = System.nanoTime();

    FirstEvent(Library library, @Nullable ClassLoader loader) {
        this.library = library;
        this.loader = new WeakReference<>(loader);
        this.boot = loader == null;
    }

    boolean awaitLook(long millis) throws InterruptedException {
        return looked.await(millis, TimeUnit.MILLISECONDS);
    }

    /** The application goes on and has not been looked at, so that its event may come before the appender. */
    void goesOn() {
        missable = true;
    }

    void looked() {
        looked.countDown();
    }

    boolean isMissable() {
        return missable;
    }

    boolean isOf(Library other, Class<?> context) {
        ClassLoader mine = loader.get();
        return library == other && context.getClassLoader() == mine && (mine != null || boot);
    }

    /** The library was not configured yet: what may be missed can only have begun now. */
    void beginsNow() {
        since = Instant.now();
        from = System.nanoTime();
    }

    Instant since() {
        return since;
    }

    /** Whether events may be missing when the appender is in only since then. */
    boolean isMissableUntil(long since) {
        return missable && since - from > 0;
    }

    boolean isUnloaded() {
        return !boot && loader.get() == null;
    }
}
