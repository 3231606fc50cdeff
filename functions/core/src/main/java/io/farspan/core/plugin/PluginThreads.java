package io.farspan.core.plugin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Threads for plugins and nothing else, one for each call. A plugin that hangs keeps those it has, and in the end is
 * refused more; others have theirs, and so have other callers. Safe for use by many threads.
 */
final class PluginThreads {

    private final Map<Counted, Integer> running = new HashMap<>();

    /**
     * A limit on the calls that are under way, those among them that hang. A router sends three of one caller's to a
     * function at a time ({@code farspan.router.heavy-calls-per-caller}). It takes two callers to use up a plugin's
     * threads, and three to use up all.
     */
    enum Limit {
        /** Of one plugin by one caller. */
        OF_ONE_BY_CALLER(3, "of it by this caller"),
        /** Of all plugins by one caller. */
        BY_CALLER(6, "of plugins by this caller"),
        /** Of one plugin. */
        OF_ONE(4, "of it by all callers"),
        /** Of all plugins. */
        ALL(16, "of plugins by all callers");

        private final int most;
        private final String what;

        Limit(int most, String what) {
            this.most = most;
            this.what = what;
        }
    }

    /**
     * Whose thread it is.
     *
     * @param plugin the plugin's name
     * @param caller who asks; all calls without a caller count as one caller's
     */
    record Owner(String plugin, Optional<String> caller) {

        private Counted counted(Limit limit) {
            return switch (limit) {
                case OF_ONE_BY_CALLER -> new Counted(limit, Optional.of(plugin), caller);
                case BY_CALLER -> new Counted(limit, Optional.empty(), caller);
                case OF_ONE -> new Counted(limit, Optional.of(plugin), Optional.empty());
                case ALL -> new Counted(limit, Optional.empty(), Optional.empty());
            };
        }
    }

    private record Counted(Limit limit, Optional<String> plugin, Optional<String> caller) {}

    /** No thread is available for a call; the message says why. */
    static final class Busy extends Exception {

        private static final long serialVersionUID = 1L;

        private Busy(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Starts a call; its thread counts until it ends, even if that is long after its deadline.
     *
     * @param answered is told what the call came to when it no longer counts, so that whoever is told can call again
     */
    <T> Thread start(Owner owner, ClassLoader loader, Supplier<T> call, Consumer<T> answered) throws Busy {
        take(owner);
        Thread thread = new Thread(
                () -> {
                    T answer;
                    try {
                        answer = call.get();
                    } finally {
                        release(owner);
                    }
                    answered.accept(answer);
                },
                "farspan-plugin-" + owner.plugin);
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // the operating system allows no more threads
            release(owner);
            throw new Busy("the operating system allows no more threads");
        }
        return thread;
    }

    private synchronized void take(Owner owner) throws Busy {
        for (Limit limit : Limit.values()) {
            if (running.getOrDefault(owner.counted(limit), 0) >= limit.most) {
                throw new Busy(limit.most + " calls " + limit.what
                        + " are under way, which is the most; one that hangs counts until it ends");
            }
        }
        for (Limit limit : Limit.values()) {
            running.merge(owner.counted(limit), 1, Integer::sum);
        }
    }

    private synchronized void release(Owner owner) {
        for (Limit limit : Limit.values()) {
            running.computeIfPresent(owner.counted(limit), (key, count) -> count == 1 ? null : count - 1);
        }
    }
}
