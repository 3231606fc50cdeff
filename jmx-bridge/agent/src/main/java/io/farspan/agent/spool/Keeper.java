package io.farspan.agent.spool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The thread that keeps all spools of the agent: it does for them what needs the disk, at least every 200 ms. */
public final class Keeper {

    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);

    private final List<Spool> spools = new CopyOnWriteArrayList<>();
    private final Runnable also;
    private final Thread thread;
    private volatile boolean ended;
    private boolean failed;

    /**
     * @param also what is to be done at that interval as well
     */
    public Keeper(Runnable also) {
        this.also = also;
        this.thread = new Thread(this::run, "farspan-spool");
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(Keeper.class.getClassLoader());
    }

    public void start() {
        thread.start();
    }

    /** Keeps one more spool. */
    public void add(Spool spool) {
        spool.onRoll(() -> LockSupport.unpark(thread));
        spools.add(spool);
    }

    /** Ends the thread; what it does at the moment is waited for, but no longer than two seconds. */
    public void end() throws InterruptedException {
        ended = true;
        LockSupport.unpark(thread);
        thread.join(TimeUnit.SECONDS.toMillis(2));
    }

    private void run() {
        while (!ended) {
            keep();
            LockSupport.parkNanos(this, INTERVAL);
        }
    }

    /** Whatever goes wrong is tried again; one line says so the first time. */
    @SuppressWarnings("SystemOut")
    private void keep() {
        try {
            spools.forEach(Spool::tick);
            also.run();
        } catch (Throwable e) { // also a want of memory, which the application may survive
            if (!failed) {
                System.err.println("farspan-agent: the spool is not kept at the moment, and is tried again: " + e);
            }
            failed = true;
        }
    }
}
