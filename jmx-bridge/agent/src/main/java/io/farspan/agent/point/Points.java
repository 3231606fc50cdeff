package io.farspan.agent.point;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.point.hit.Hits;
import io.farspan.agent.point.hit.Rehearsal;
import io.farspan.agent.point.hit.Site;
import io.farspan.agent.point.spec.PointSpec;
import io.farspan.agent.point.transform.Point;
import io.farspan.agent.point.transform.Redefinitions;
import io.farspan.agent.point.transform.Refused;
import io.farspan.agent.point.transform.Transformation;
import io.farspan.agent.spool.Spool;

/** The points of this instance. While there is none, there is no thread and nothing that changes classes. */
public final class Points implements PointsMXBean {

    /** As the stream of the hits is named. */
    public static final String STREAM = "points";

    private static final int MOST = 64;

    private final Instrumentation instrumentation;
    private final Redefinitions redefinitions;
    private final Callable<Spool> opening;
    private final double allowed;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<String, SetPoint> points = new LinkedHashMap<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private @Nullable Transformation transformation;
    private @Nullable PointUpkeep upkeep;

    /** Before the numbers of points, so that an id of this process is none of the one after it. */
    private final String process;

    private long last;

    /**
     * No points yet.
     *
     * @param opening the spool of hits, with the first point
     * @param allowed which share of all processors points may take
     */
    public Points(
            Instrumentation instrumentation,
            Callable<Spool> opening,
            double allowed,
            Clock clock,
            LongSupplier nanoTime) {
        this.instrumentation = instrumentation;
        this.redefinitions = Redefinitions.watch(instrumentation);
        this.opening = opening;
        this.allowed = allowed;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.process = Long.toString(clock.millis(), 36) + "-";
    }

    @Override
    public synchronized String add(String json) throws IOException {
        PointSpec spec = PointSpec.parse(json);
        if (points.size() >= MOST) {
            throw new IllegalArgumentException("there are " + MOST + " points already: remove some");
        }
        Spool spool = spool();
        String id = process + ++last;
        Point point = new Point(id, spec, new Hits(id, spec, clock, nanoTime, spool::offer));
        SetPoint set = new SetPoint(point, nanoTime.getAsLong());
        Transformation working = begin();
        points.put(id, set);
        names.add(spec.className());
        install(working, spec.className());
        if (set.classes().isEmpty() && !set.refused().isEmpty()) {
            String reasons = String.join(", and ", set.refused());
            forget(set);
            throw new IllegalArgumentException("no point at " + spec.place() + ": " + reasons);
        }
        return set.json().append('}').toString();
    }

    private Spool spool() throws IOException {
        try {
            return opening.call();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("hits cannot be recorded: " + e, e);
        }
    }

    /** Everything that is needed while there are points. */
    private Transformation begin() {
        Transformation working = transformation;
        if (working == null) {
            try {
                PointUpkeep keeping = new PointUpkeep(this, allowed, nanoTime);
                working = Transformation.begin(instrumentation, redefinitions, (name, loaded) -> {
                    if (names.contains(name)) {
                        keeping.changed(name, loaded);
                    }
                });
                start(keeping, working);
                transformation = working;
                upkeep = keeping;
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new IllegalArgumentException("this JVM does not allow points: " + e, e);
            }
        }
        return working;
    }

    /** Without the thread that ends points there must be none. */
    private static void start(PointUpkeep keeping, Transformation working) {
        boolean started = false;
        try {
            Rehearsal.run();
            keeping.start();
            started = true;
        } finally {
            if (!started) {
                working.end();
            }
        }
    }

    /** Puts all points of a class name into all classes of that name, and notes what came of it. */
    private void install(Transformation working, String name) {
        for (Class<?> type : working.loaded(name)) {
            install(working, type, of(name));
        }
    }

    /** When the JVM does not accept all of them, those that were set last are refused. */
    private static void install(Transformation working, Class<?> type, List<SetPoint> wanted) {
        while (true) {
            try {
                Map<String, String> refused =
                        working.apply(type, wanted.stream().map(SetPoint::point).collect(Collectors.toList()));
                wanted.forEach(
                        set -> set.note(type, refused.getOrDefault(set.point().id(), "")));
                return;
            } catch (Refused e) {
                if (!wanted.isEmpty()) {
                    wanted.remove(wanted.size() - 1).note(type, e.reason());
                }
                if (wanted.isEmpty()) {
                    working.close(type); // what the JVM has left in the class does nothing any more
                    return;
                }
            }
        }
    }

    private List<SetPoint> of(String name) {
        return points.values().stream()
                .filter(set -> set.point().spec().className().equals(name))
                .collect(Collectors.toList());
    }

    @Override
    public synchronized String list() {
        long now = nanoTime.getAsLong();
        return points.values().stream()
                .map(set -> set.json(now).append('}'))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public synchronized int renew(String ids) {
        int known = 0;
        for (String id : ids.split(",", MOST + 1)) {
            SetPoint set = points.get(id.trim());
            if (set != null) {
                set.renew(nanoTime.getAsLong());
                known++;
            }
        }
        return known;
    }

    @Override
    public synchronized void remove(String id) {
        SetPoint set = points.get(id);
        if (set == null) {
            throw new IllegalArgumentException(
                    "there is no point " + id + "; it may have been removed already, and there are " + points.keySet());
        }
        end(set, "somebody removed it");
    }

    private void end(SetPoint set, String reason) {
        forget(set);
        set.point().hits().ended(reason);
    }

    /** Nothing comes through its sites from here on, whether or not the JVM then takes its code out of the classes. */
    private void forget(SetPoint set) {
        points.remove(set.point().id());
        String name = set.point().spec().className();
        Transformation working = transformation;
        if (working != null) {
            working.close(set.point().id());
            try {
                install(working, name);
            } finally {
                if (of(name).isEmpty()) {
                    names.remove(name);
                }
                if (points.isEmpty()) {
                    working.end();
                    transformation = null;
                    stopUpkeep();
                }
            }
        }
    }

    private void stopUpkeep() {
        PointUpkeep keeping = upkeep;
        if (keeping != null) {
            keeping.stop();
            upkeep = null;
        }
    }

    /**
     * Puts points into classes that others have loaded or changed.
     *
     * @param loaded whether only classes are meant that have none yet
     * @return whether there was one
     */
    synchronized boolean installAgain(String name, boolean loaded) {
        Transformation working = transformation;
        List<SetPoint> wanted = of(name);
        boolean found = false;
        if (working != null && !wanted.isEmpty()) {
            for (Class<?> type : working.loaded(name)) {
                if (!loaded || !working.isIn(type)) {
                    install(working, type, new ArrayList<>(wanted));
                    found = true;
                }
            }
        }
        return found;
    }

    /** Removes those whose time is over or whose classes are unloaded, and gives the others new quotas. */
    synchronized void tend(long nanos) {
        Transformation working = transformation;
        if (working != null) {
            working.tend();
        }
        long now = nanoTime.getAsLong();
        for (SetPoint set : new ArrayList<>(points.values())) {
            set.point().hits().refill(nanos);
            set.end(now).ifPresent(reason -> end(set, reason));
        }
    }

    /** Records what counters have so far. */
    synchronized void summarize() {
        points.values().forEach(set -> set.point().hits().summarize());
    }

    /** All sites that something may come through. */
    synchronized List<Site> sites() {
        Transformation working = transformation;
        return working == null ? List.of() : working.sites();
    }

    /** Removes all, because the agent stops. */
    public synchronized void close() {
        new ArrayList<>(points.values()).forEach(set -> end(set, "the agent stops"));
    }
}
