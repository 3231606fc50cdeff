package io.farspan.troubleshooting.actions;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Does tasks one after the other, in their order, on threads that others use, too. Thread-safe. */
final class InOrder implements Executor {

    private final Executor threads;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    InOrder(Executor threads) {
        this.threads = threads;
    }

    @Override
    public synchronized void execute(Runnable task) {
        waiting.add(task);
        if (!busy) {
            busy = true;
            threads.execute(this::next);
        }
    }

    private void next() {
        Runnable task;
        synchronized (this) {
            task = waiting.remove();
        }
        try {
            task.run();
        } finally {
            synchronized (this) {
                busy = !waiting.isEmpty();
                if (busy) {
                    threads.execute(this::next);
                }
            }
        }
    }
}
