package io.farspan.protocol.async;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/**
 * Work that is done once for everybody who asks for it at the same time. Whoever asks while it is under way gets its result,
 * item or failure; whoever asks later starts it again. It goes on when those who wait for it give up. Safe for use by many
 * threads.
 *
 * <p>Mutiny's {@code memoize()} does not serve: it may hand the item to a subscriber that joins at the very end before the
 * subscription, and a {@code chain} behind it then takes its own inner item for the outer one.
 *
 * @param <K> what identifies the work
 * @param <T> its result
 */
public final class SingleFlight<K, T> {

    private final Map<K, CompletableFuture<T>> underWay = new ConcurrentHashMap<>();

    /** The result of the work that is under way for {@code key}, or else of {@code work}, which is started at subscription. */
    public Uni<T> share(K key, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            CompletableFuture<T> own = new CompletableFuture<>();
            CompletableFuture<T> other = underWay.putIfAbsent(key, own);
            if (other != null) {
                return resultOf(other);
            }
            Uni.createFrom()
                    .deferred(() -> work.get())
                    .onTermination()
                    .invoke(() -> underWay.remove(key, own))
                    .subscribe()
                    .with(own::complete, own::completeExceptionally);
            return resultOf(own);
        });
    }

    private static <T> Uni<T> resultOf(CompletableFuture<T> work) {
        return Uni.createFrom()
                .emitter(emitter -> work.whenComplete((item, failure) -> {
                    if (failure == null) {
                        emitter.complete(item);
                    } else {
                        emitter.fail(failure);
                    }
                }));
    }
}
