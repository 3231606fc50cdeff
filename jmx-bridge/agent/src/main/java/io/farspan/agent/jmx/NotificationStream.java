package io.farspan.agent.jmx;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import javax.management.InstanceNotFoundException;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.spool.Spool;

/**
 * The notifications of MBeans that match patterns, as one stream. One that appears later is listened to by a thread of ours
 * a moment after it was registered, so that nothing of it runs in the application's thread.
 */
public final class NotificationStream {

    /** As the stream is named. */
    public static final String NAME = "notifications";

    private static final int MOST_MBEANS = 10_000;
    private static final long TRY_AGAIN = TimeUnit.SECONDS.toNanos(10);

    private final MBeanServer server;
    private final List<ObjectName> patterns;
    private final Spool spool;
    private final Clock clock;
    private final Thread thread;
    private final NotificationListener listener = this::received;
    private final Set<ObjectName> unregistered = ConcurrentHashMap.newKeySet();
    private final Set<ObjectName> heard = new HashSet<>();
    private volatile boolean changed = true;

    /**
     * @param patterns of MBeans, with {@code |} between
     * @throws IllegalArgumentException when one is malformed
     */
    public NotificationStream(MBeanServer server, String patterns, Spool spool, Clock clock) {
        this.server = server;
        this.patterns =
                SpecText.split(patterns).stream().map(SpecText::pattern).collect(Collectors.toUnmodifiableList());
        this.spool = spool;
        this.clock = clock;
        this.thread = new Thread(this::run, "farspan-notifications");
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(NotificationStream.class.getClassLoader());
    }

    public void start() throws InstanceNotFoundException {
        server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, this::registered, null, null);
        thread.start();
    }

    /** Called by whoever registers or unregisters an MBean, in its thread. */
    private void registered(Notification notification, @Nullable Object handback) {
        try {
            ObjectName name = ((MBeanServerNotification) notification).getMBeanName();
            if (patterns.stream().anyMatch(pattern -> pattern.apply(name))) {
                if (MBeanServerNotification.UNREGISTRATION_NOTIFICATION.equals(notification.getType())) {
                    unregistered.add(name);
                }
                changed = true;
                LockSupport.unpark(thread);
            }
        } catch (Throwable e) {
            // Looked for again after a while, and nothing of ours reaches the application's thread.
        }
    }

    /** Called by whoever sends a notification, in its thread. */
    private void received(Notification notification, @Nullable Object emitter) {
        try {
            if (emitter instanceof ObjectName) {
                spool.offer(NotificationRecord.of(notification, (ObjectName) emitter, clock));
            }
        } catch (Throwable e) { // nothing of ours reaches the application's thread
            lost();
        }
    }

    private void lost() {
        try {
            spool.lost();
        } catch (Throwable e) {
            // The stack has no room for one more call.
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            if (changed) {
                changed = false;
                if (!listen()) { // and not changed = !listen(): an MBean may be registered meanwhile
                    changed = true;
                }
            }
            LockSupport.parkNanos(this, TRY_AGAIN);
        }
    }

    /** Listens to MBeans that are new; returns false if something is left to be tried again. */
    private boolean listen() {
        try {
            for (ObjectName name : Set.copyOf(unregistered)) {
                unregistered.remove(name);
                heard.remove(name);
            }
            for (ObjectName pattern : patterns) {
                for (ObjectName name : server.queryNames(pattern, null)) {
                    if (heard.size() < MOST_MBEANS && heard.add(name)) {
                        listen(name);
                    }
                }
            }
            return true;
        } catch (Throwable e) { // also a want of memory, which the application may survive
            return false;
        }
    }

    /** An MBean that was registered again between two looks may have the listener already. */
    private void listen(ObjectName name) {
        try {
            server.removeNotificationListener(name, listener);
        } catch (InstanceNotFoundException | ListenerNotFoundException | RuntimeException e) {
            // It does not have it yet.
        }
        try {
            server.addNotificationListener(name, listener, null, name);
        } catch (InstanceNotFoundException | RuntimeException e) {
            // Gone, or it sends none.
        }
    }
}
