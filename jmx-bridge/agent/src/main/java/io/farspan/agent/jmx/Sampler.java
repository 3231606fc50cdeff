package io.farspan.agent.jmx;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.spool.Spool;
import io.farspan.agent.stream.Sampling;

/**
 * Samples attributes of MBeans at an interval, in one thread at a time: a sample that takes longer than the interval delays the next,
 * and those in between are left out, as the times of the records tell. When one attribute alone takes longer than the
 * interval, another thread goes on with the others, and it is left out until it has answered.
 */
public final class Sampler implements Sampling {

    /** As the stream is named. */
    public static final String NAME = "jmx";

    private static final int MOST_MBEANS = 20_000;
    private static final int LONGEST_NAME = 4 << 10;
    private static final long WATCH_MILLIS = 1_000;

    private final MBeanServer server;
    private final SavedPlan saved;
    private final Callable<Spool> opening;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final WatchedCalls calls;
    private volatile @Nullable Thread thread;
    private volatile SamplingPlan plan;
    private volatile boolean failing;

    /**
     * @param plan that holds unless home chose another
     * @param opening the spool, with the first sample
     */
    public Sampler(
            MBeanServer server,
            SamplingPlan plan,
            SavedPlan saved,
            Callable<Spool> opening,
            Clock clock,
            LongSupplier nanoTime) {
        this.server = server;
        this.saved = saved;
        this.plan = saved.read().orElse(plan);
        this.opening = opening;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.calls = new WatchedCalls(server, nanoTime);
    }

    @Override
    public String problem() {
        return calls.problem();
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Sampler.class.getClassLoader());
        return thread;
    }

    public void start() {
        begin();
        thread("farspan-jmx-watch", this::watch).start();
    }

    private void begin() {
        Thread next = thread("farspan-jmx", () -> run(new HashMap<>()));
        thread = next;
        calls.callFrom(next);
        next.start();
    }

    private void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(Math.min(WATCH_MILLIS, plan.millis())));
            giveUpWhatHangs();
        }
    }

    /** Goes on in another thread when a call has taken longer than the interval. */
    @SuppressWarnings("SystemOut")
    void giveUpWhatHangs() {
        calls.giveUp(plan.millis())
                .ifPresent(what -> System.err.println("farspan-agent: no answer within " + plan.millis() + " ms: the "
                        + what + ". It is left out until it answers, and "
                        + (calls.mayHang()
                                ? "the others are sampled on."
                                : "nothing is sampled meanwhile, because " + WatchedCalls.MOST_HANGING
                                        + " calls hang. Find out what blocks them.")));
        if (!calls.hasCaller() && calls.mayHang()) {
            begin();
        }
    }

    @Override
    public synchronized void sample(String specs, long everyMillis) throws IOException {
        SamplingPlan chosen = SamplingPlan.of(specs, everyMillis);
        if (!saved.read().map(chosen::isSameAs).orElse(false)) {
            saved.write(chosen);
        }
        if (!chosen.isSameAs(plan)) {
            plan = chosen;
            LockSupport.unpark(thread);
        }
    }

    /** What is known of MBeans is each thread's own: one that was given up still has its. */
    private void run(Map<ObjectName, SampledMBean> mbeans) {
        SamplingPlan current = plan;
        long next = nanoTime.getAsLong();
        while (!Thread.currentThread().isInterrupted() && calls.isCaller()) {
            if (current != plan) {
                current = plan;
                next = nanoTime.getAsLong();
            }
            long wait = next - nanoTime.getAsLong();
            if (current.specs().isEmpty()) {
                LockSupport.park(this);
            } else if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            } else {
                sampleAndReport(current, mbeans);
                next = following(next, TimeUnit.MILLISECONDS.toNanos(current.millis()), nanoTime.getAsLong());
            }
        }
    }

    /** The next time of the schedule that is still to come. */
    static long following(long time, long interval, long now) {
        return time + interval * Math.max(1, (now - time) / interval + 1);
    }

    @SuppressWarnings("SystemOut")
    private void sampleAndReport(SamplingPlan current, Map<ObjectName, SampledMBean> mbeans) {
        try {
            sample(current, mbeans);
            failing = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // also a want of memory, which the application may survive
            if (!failing) {
                System.err.println("farspan-agent: MBeans cannot be sampled at the moment, it is tried again: " + e);
            }
            failing = true;
        }
    }

    /** One sample by this thread, which makes the calls from now on. */
    void sampleHere(SamplingPlan current, Map<ObjectName, SampledMBean> mbeans) throws Exception {
        calls.callFrom(Thread.currentThread());
        sample(current, mbeans);
    }

    /** One sample; it waits while the spool has no room. */
    private void sample(SamplingPlan current, Map<ObjectName, SampledMBean> mbeans) throws Exception {
        Spool spool = opening.call();
        SampleRecords records = new SampleRecords(clock.instant());
        Map<ObjectName, Set<String>> wanted = find(current);
        mbeans.keySet().retainAll(wanted.keySet());
        for (Map.Entry<ObjectName, Set<String>> one : wanted.entrySet()) {
            ObjectName name = one.getKey();
            String canonical = name.getCanonicalName();
            mbeans.computeIfAbsent(name, absent -> new SampledMBean(calls, absent))
                    .read(one.getValue(), nanoTime.getAsLong(), (attribute, value) -> ValueJson.of(value)
                            .ifPresent(json -> records.add(canonical, attribute, json)));
            if (!calls.isCaller()) {
                return; // given up: another thread samples by now
            }
            for (byte[] record : records.take()) {
                spool.append(record, null);
            }
        }
        for (byte[] record : records.end()) {
            spool.append(record, null);
        }
    }

    /** The MBeans that are there now, with the attributes that are wanted; all of them where none is named. */
    private Map<ObjectName, Set<String>> find(SamplingPlan current) {
        Map<ObjectName, Set<String>> found = new LinkedHashMap<>();
        for (MBeanSpec spec : current.specs()) {
            for (ObjectName name : server.queryNames(spec.pattern(), null)) {
                Set<String> known = found.get(name);
                if (known == null) {
                    if (found.size() < MOST_MBEANS && name.getCanonicalName().length() <= LONGEST_NAME) {
                        found.put(name, new LinkedHashSet<>(spec.attributes()));
                    }
                } else if (spec.attributes().isEmpty()) {
                    known.clear();
                } else if (!known.isEmpty()) {
                    known.addAll(spec.attributes());
                }
            }
        }
        return found;
    }
}
