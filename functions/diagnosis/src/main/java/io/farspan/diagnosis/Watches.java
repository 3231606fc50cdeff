package io.farspan.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

/**
 * The watches of applications. Managed applications keep theirs; of the others only so many are watched at a time, and
 * the one that nobody has used for longest gives way to the next. Thread-safe.
 *
 * @param <W> a watch
 */
final class Watches<W> {

    private static final Logger LOG = Logger.getLogger(Watches.class);

    private final int most;
    private final Predicate<String> managed;
    private final Function<String, W> begin;
    private final Consumer<W> end;
    private final Map<String, Used<W>> watches = new ConcurrentHashMap<>();

    /**
     * No watches yet.
     *
     * @param most how many applications that are not managed may be watched at a time
     */
    Watches(int most, Predicate<String> managed, Function<String, W> begin, Consumer<W> end) {
        this.most = most;
        this.managed = managed;
        this.begin = begin;
        this.end = end;
    }

    private static final class Used<W> {

        private final W watch;
        private volatile long at = System.nanoTime();

        Used(W watch) {
            this.watch = watch;
        }
    }

    /** The watch of an application, which is used now and begins if it must; none when there is room for managed ones only. */
    Optional<W> of(String application) {
        Optional<Used<W>> known = Optional.ofNullable(watches.get(application));
        known.ifPresent(used -> used.at = System.nanoTime());
        return known.map(used -> used.watch).or(() -> begin(application));
    }

    /** The watch of an application if there is one; looking at it does not count as use. */
    Optional<W> known(String application) {
        return Optional.ofNullable(watches.get(application)).map(used -> used.watch);
    }

    /** The applications whose watches match, in order. */
    List<String> which(Predicate<W> matches) {
        return watches.entrySet().stream()
                .filter(used -> matches.test(used.getValue().watch))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private synchronized Optional<W> begin(String application) {
        if (!watches.containsKey(application) && !managed.test(application) && !makeRoom()) {
            return Optional.empty();
        }
        return Optional.of(watches.computeIfAbsent(application, name -> new Used<>(begin.apply(name))).watch);
    }

    private boolean makeRoom() {
        List<Map.Entry<String, Used<W>>> others = watches.entrySet().stream()
                .filter(used -> !managed.test(used.getKey()))
                .toList();
        if (others.size() >= most) {
            long now = System.nanoTime();
            others.stream()
                    .max(Comparator.comparingLong(used -> now - used.getValue().at))
                    .map(Map.Entry::getKey)
                    .ifPresent(this::forget);
        }
        return most > 0;
    }

    private void forget(String application) {
        LOG.debugf(
                "stopped watching %s: it was the least recently used, and another application needs its place",
                application);
        Optional.ofNullable(watches.remove(application)).ifPresent(used -> end.accept(used.watch));
    }
}
