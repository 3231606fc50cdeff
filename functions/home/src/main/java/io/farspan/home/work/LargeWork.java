package io.farspan.home.work;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;

import io.farspan.protocol.process.EssentialThread;

/**
 * Bodies of many kilobytes are read, masked, unified and written by threads of their own: on one that carries connections
 * they would hold up every other request, probes among them, and home would take its own standstill for others'. As many
 * as there are processors, so that those that carry connections soon get one.
 */
public final class LargeWork {

    /** Handling this many bytes takes less than changing threads is worth. */
    public static final int SMALL = 64 << 10;

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final ThreadPoolExecutor WORKERS = new ThreadPoolExecutor(
            THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), LargeWork::thread);

    static {
        WORKERS.allowCoreThreadTimeOut(true);
    }

    private LargeWork() {}

    private static Thread thread(Runnable task) {
        Thread thread = EssentialThread.daemon(task, "farspan-large");
        thread.setContextClassLoader(LargeWork.class.getClassLoader());
        return thread;
    }

    /** What {@code work} on so many bytes gives; here and now unless that would hold up connections. */
    public static <T> Uni<T> of(long bytes, Supplier<T> work) {
        Uni<T> result = Uni.createFrom().item(work);
        return bytes > SMALL && Context.isOnEventLoopThread() ? result.runSubscriptionOn(WORKERS) : result;
    }

    /** The threads. */
    public static Executor workers() {
        return WORKERS;
    }
}
