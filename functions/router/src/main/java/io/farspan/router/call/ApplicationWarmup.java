package io.farspan.router.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.provider.map.FunctionEndpoint;

/**
 * Which locations of one application have had their first calls. A location is warm once it has answered all of them, at
 * its present address. After three attempts that nothing came from it is tried once a minute only. Used by one thread.
 */
final class ApplicationWarmup {

    private static final int QUICK_ATTEMPTS = 3;
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final int calls;
    private final Function<String, Uni<UnifiedAnswer>> call;
    private final LongSupplier nanos;
    private final Map<String, FunctionEndpoint> warm = new ConcurrentHashMap<>();
    private final Map<FunctionEndpoint, Attempts> attempts = new ConcurrentHashMap<>();

    private List<FunctionEndpoint> known = List.of();

    private record Attempts(int count, long lastAt) {}

    /**
     * A warm-up of so many calls to each location.
     *
     * @param call makes one call to a location
     * @param nanos a monotonic clock
     */
    ApplicationWarmup(int calls, Function<String, Uni<UnifiedAnswer>> call, LongSupplier nanos) {
        this.calls = calls;
        this.call = call;
        this.nanos = nanos;
    }

    /** Warms the locations that are not yet warm, all at the same time; gives those that have become so. */
    Uni<Set<String>> warm(Collection<FunctionEndpoint> functions) {
        known = List.copyOf(functions);
        attempts.keySet().retainAll(known);
        List<Uni<Set<String>>> cold = new ArrayList<>();
        for (FunctionEndpoint function : functions) {
            if (!function.equals(warm.get(function.location())) && isDue(function)) {
                cold.add(answersAll(function.location(), calls).map(all -> ended(function, all)));
            }
        }
        return cold.isEmpty()
                ? Uni.createFrom().item(Set.of())
                : Uni.join().all(cold).andFailFast().map(ApplicationWarmup::together);
    }

    /** Whether every location that was given last is warm. */
    boolean isDone() {
        return known.stream().allMatch(function -> function.equals(warm.get(function.location())));
    }

    private boolean isDue(FunctionEndpoint function) {
        Attempts so = attempts.get(function);
        return so == null || so.count < QUICK_ATTEMPTS || nanos.getAsLong() - so.lastAt > PAUSE;
    }

    private Uni<Boolean> answersAll(String location, int left) {
        return left == 0
                ? Uni.createFrom().item(true)
                : call.apply(location)
                        .map(answer -> isAnswered(location, answer))
                        .onFailure(FarspanException.class)
                        .recoverWithItem(false)
                        .chain(answered -> answered
                                ? answersAll(location, left - 1)
                                : Uni.createFrom().item(false));
    }

    /** One instance that answers is enough, and a location without instances is as warm as it gets. */
    private static boolean isAnswered(String location, UnifiedAnswer answer) {
        return !answer.problems().containsKey(location)
                && (answer.outcomes().isEmpty()
                        || answer.outcomes().stream()
                                .anyMatch(outcome -> outcome.problem().isEmpty()));
    }

    private Set<String> ended(FunctionEndpoint function, boolean answeredAll) {
        if (answeredAll) {
            warm.put(function.location(), function);
            attempts.remove(function);
            return Set.of(function.location());
        }
        attempts.compute(
                function, (same, before) -> new Attempts(before == null ? 1 : before.count + 1, nanos.getAsLong()));
        return Set.of();
    }

    private static Set<String> together(List<Set<String>> parts) {
        Set<String> all = new TreeSet<>();
        parts.forEach(all::addAll);
        return all;
    }
}
