package io.farspan.router.plugin;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.FunctionClient;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.router.call.Scope;
import io.farspan.router.fanout.FanOut;

/**
 * The plugins that functions have, remembered for a while: a function refuses a call that was judged by outdated
 * information. One that did not answer is not asked again at once, and what a stand-in has is not remembered as its own.
 */
@Singleton
class PluginDirectory {

    private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long FAILED_NANOS = Duration.ofSeconds(2).toNanos();

    /** A function that does not answer within less than this is not to blame. */
    private static final Duration FAIR = Duration.ofSeconds(1);

    private static final int MOST = 1_000;

    private final FanOut fanOut;
    private final ListAttempts.Listings listings;
    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MOST;
        }
    };

    private record Key(String application, FunctionEndpoint function) {}

    private record Known(InstalledAnswer.OfLocation plugins, long nanos) {

        long life() {
            return plugins.problem().isEmpty() ? FRESH_NANOS : FAILED_NANOS;
        }
    }

    @Inject
    PluginDirectory(FanOut fanOut, FunctionClient client) {
        this(fanOut, client::plugins);
    }

    PluginDirectory(FanOut fanOut, ListAttempts.Listings listings) {
        this.fanOut = fanOut;
        this.listings = listings;
    }

    /** What each of {@code locations} has, asked of all that are not known at the same time; never fails. */
    Uni<List<InstalledAnswer.OfLocation>> of(Scope scope, List<String> locations, Duration left, TraceContext trace) {
        return locations.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join()
                        .all(locations.stream()
                                .map(location -> of(scope, location, left, trace))
                                .toList())
                        .andFailFast();
    }

    private Uni<InstalledAnswer.OfLocation> of(Scope scope, String location, Duration left, TraceContext trace) {
        FunctionEndpoint function = scope.functions().get(location);
        if (function == null) {
            return Uni.createFrom().item(InstalledAnswer.OfLocation.unknown(location, scope.fault(location)));
        }
        Key key = new Key(scope.application(), function);
        synchronized (this) {
            Known before = known.get(key);
            if (before != null && System.nanoTime() - before.nanos < before.life()) {
                return Uni.createFrom().item(before.plugins);
            }
        }
        return fanOut.ask(new ListAttempts(fanOut, listings, scope, location, left, trace), scope.functions())
                .invoke(listed -> {
                    boolean own = listed.relayed().isEmpty();
                    if (own && (listed.problem().isEmpty() || left.compareTo(FAIR) >= 0)) {
                        remember(key, listed);
                    }
                });
    }

    private synchronized void remember(Key key, InstalledAnswer.OfLocation listed) {
        known.put(key, new Known(listed, System.nanoTime()));
    }

    /** What is known of a location's function is outdated. */
    synchronized void forget(Scope scope, String location) {
        FunctionEndpoint function = scope.functions().get(location);
        if (function != null) {
            known.remove(new Key(scope.application(), function));
        }
    }
}
