package io.farspan.agent.jmx;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import javax.management.AttributeList;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

/**
 * Calls of MBeans, any of which may hang. One thread makes them; when one hangs for long, that thread is given up for another,
 * and the call is not made again until it has returned. Thread-safe.
 */
final class WatchedCalls {

    /** The most calls that hang, each of which holds a thread. */
    static final int MOST_HANGING = 32;

    private final MBeanServer server;
    private final LongSupplier nanoTime;
    private final Set<String> hanging = new TreeSet<>();
    private @Nullable Thread caller;
    private @Nullable Call current;

    /** A call under way. */
    private static final class Call {
        final String what;
        final long since;

        Call(String what, long since) {
            this.what = what;
            this.since = since;
        }
    }

    /** The call itself. */
    @FunctionalInterface
    interface Made<T extends @Nullable Object> {
        T make() throws JMException;
    }

    WatchedCalls(MBeanServer server, LongSupplier nanoTime) {
        this.server = server;
        this.nanoTime = nanoTime;
    }

    AttributeList attributes(ObjectName name, String[] attributes) throws JMException {
        return call("attributes of " + name, () -> server.getAttributes(name, attributes));
    }

    @Nullable
    Object attribute(ObjectName name, String attribute) throws JMException {
        return call("attribute " + attribute + " of " + name, () -> server.getAttribute(name, attribute));
    }

    MBeanInfo info(ObjectName name) throws JMException {
        return call("list of attributes of " + name, () -> server.getMBeanInfo(name));
    }

    boolean isRegistered(ObjectName name) {
        return server.isRegistered(name);
    }

    /** Says which thread makes the calls from now on. */
    synchronized void callFrom(Thread thread) {
        caller = thread;
        current = null;
    }

    /** Whether this thread has not been given up. */
    synchronized boolean isCaller() {
        return Thread.currentThread() == caller;
    }

    /** Whether any thread makes the calls. */
    synchronized boolean hasCaller() {
        return caller != null;
    }

    /** Gives up the thread whose call takes longer than {@code millis}; which call that is. */
    synchronized Optional<String> giveUp(long millis) {
        Call slow = current;
        if (slow == null || nanoTime.getAsLong() - slow.since <= TimeUnit.MILLISECONDS.toNanos(millis)) {
            return Optional.empty();
        }
        hanging.add(slow.what);
        current = null;
        caller = null;
        return Optional.of(slow.what);
    }

    /** Whether a thread more may hang. */
    synchronized boolean mayHang() {
        return hanging.size() < MOST_HANGING;
    }

    /** What does not answer, in a sentence; empty when everything does. */
    synchronized String problem() {
        return hanging.isEmpty()
                ? ""
                : hanging.size() + (hanging.size() == 1 ? " call of an MBean has" : " calls of MBeans have")
                        + " not returned, and what they read is left out, such as the "
                        + hanging.iterator().next();
    }

    <T extends @Nullable Object> T call(String what, Made<T> made) throws JMException {
        Call call = begin(what);
        try {
            return made.make();
        } finally {
            end(call);
        }
    }

    private synchronized Call begin(String what) {
        if (Thread.currentThread() != caller) {
            throw new IllegalStateException("the thread was given up");
        }
        if (hanging.contains(what)) {
            throw new IllegalStateException("it still hangs: " + what);
        }
        Call call = new Call(what, nanoTime.getAsLong());
        current = call;
        return call;
    }

    private synchronized void end(Call call) {
        if (current == call) {
            current = null;
        } else {
            hanging.remove(call.what);
        }
    }
}
