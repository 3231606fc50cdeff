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
 * Worker threads for bodies of many kilobytes, which are read, masked, unified and written there. On an event loop they
 * would delay all other requests including probes, and home would mistake its own stall for that of others. There are
 * as many threads as processors, so that the event loops soon get one.
 */
public final class LargeWork {

    /** The size below which switching threads costs more than it saves. */
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

    /** Runs {@code work} on that many bytes: on the calling thread if it is small, otherwise on a worker. */
    public static <T> Uni<T> of(long bytes, Supplier<T> work) {
        Uni<T> result = Uni.createFrom().item(work);
        return bytes > SMALL && Context.isOnEventLoopThread() ? result.runSubscriptionOn(WORKERS) : result;
    }

    /** The worker threads. */
    public static Executor workers() {
        return WORKERS;
    }
}
