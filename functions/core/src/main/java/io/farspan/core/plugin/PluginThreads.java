package io.farspan.core.plugin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Threads for plugins and nothing else, one for each call. A plugin that hangs keeps those it has, and in the end is
 * refused more; others have theirs. Safe for use by many threads.
 */
final class PluginThreads {

    /** Of all plugins together. */
    static final int MOST = 16;

    /** Of one plugin. */
    static final int MOST_OF_ONE = 4;

    private final Map<String, Integer> running = new HashMap<>();
    private int all;

    /** Starts a call of a plugin; empty when it has as many threads as it may have, or all plugins together. */
    Optional<Thread> start(String plugin, ClassLoader loader, Runnable call) {
        if (!take(plugin)) {
            return Optional.empty();
        }
        Thread thread = new Thread(
                () -> {
                    try {
                        call.run();
                    } finally {
                        release(plugin);
                    }
                },
                "farspan-plugin-" + plugin);
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // the system gives no more threads
            release(plugin);
            return Optional.empty();
        }
        return Optional.of(thread);
    }

    private synchronized boolean take(String plugin) {
        int own = running.getOrDefault(plugin, 0);
        if (all >= MOST || own >= MOST_OF_ONE) {
            return false;
        }
        running.put(plugin, own + 1);
        all++;
        return true;
    }

    private synchronized void release(String plugin) {
        running.merge(plugin, -1, (count, less) -> count + less == 0 ? null : count + less);
        all--;
    }
}
