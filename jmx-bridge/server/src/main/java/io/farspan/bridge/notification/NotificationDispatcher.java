package io.farspan.bridge.notification;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.management.InstanceNotFoundException;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.Notification;
import javax.management.NotificationFilter;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.farspan.bridge.description.BeanDescription;
import io.farspan.bridge.view.AddedRequest;
import io.farspan.bridge.view.Endpoint;
import io.farspan.bridge.view.View;
import io.farspan.federation.FederatedName;
import io.farspan.protocol.call.InstanceId;

/**
 * The listeners of all connections to one view. However many listen to an MBean, its agent is subscribed to once.
 *
 * <p>In the federated view a name with its instance's keys is subscribed to at that instance. The MBean server delegate
 * without the keys speaks for the application: it reports which names were registered and unregistered, including
 * those of whole instances. Other names without the keys have no notifications.
 */
public final class NotificationDispatcher {

    private static final long EXPECTED_NANOS = 3_000_000_000L;

    private final View view;
    private final EndpointOf endpoints;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Optional<InstanceId>, AgentSubscription> subscriptions = new HashMap<>();
    private final Map<ObjectName, Long> expected = new ConcurrentHashMap<>();
    private @Nullable Set<ObjectName> lastNames;
    private long delegateNumber;

    /** Finds the endpoint of one instance. */
    public interface EndpointOf {
        /** The endpoint of an instance; of the view itself when none is named. */
        Endpoint of(Optional<InstanceId> instance);
    }

    /** A dispatcher for a view. */
    public NotificationDispatcher(View view, EndpointOf endpoints) {
        this.view = view;
        this.endpoints = endpoints;
    }

    private record Listener(NotificationBuffer buffer, int id, ObjectName name, @Nullable NotificationFilter filter) {}

    /** Where an MBean of the view is subscribed to. */
    private record Place(Optional<InstanceId> instance, ObjectName local) {}

    /** Adds a listener, which from then on receives every notification of the MBean. */
    public void add(NotificationBuffer buffer, int id, ObjectName name, @Nullable NotificationFilter filter)
            throws IOException, InstanceNotFoundException {
        view.listens(name);
        if (isDelegateOfAll(name)) {
            synchronized (this) {
                if (lastNames == null) {
                    lastNames = new HashSet<>(view.names());
                }
            }
            listeners.add(new Listener(buffer, id, name, filter));
        } else {
            Place place = place(name);
            if (!view.isInstanceOf(name, "javax.management.NotificationBroadcaster")
                    && view.getMBeanInfo(name).getNotifications().length == 0) {
                throw new IllegalArgumentException(
                        "The specified MBean [" + name + "] is not a NotificationBroadcaster object.");
            }
            // Before the subscription is looked for, so that no poll ends it in between as one that nobody needs.
            Listener listener = new Listener(buffer, id, name, filter);
            listeners.add(listener);
            boolean subscribed = false;
            try {
                subscription(place.instance).add(place.local);
                subscribed = true;
            } finally {
                if (!subscribed) {
                    listeners.remove(listener);
                }
            }
        }
    }

    /**
     * Notes MBeans that a tool which has just connected is likely to listen to, and gives the requests that subscribe to
     * them. A subscription that nobody turns out to need ends after some seconds.
     */
    public List<AddedRequest> expect(Set<ObjectName> names) {
        List<AddedRequest> requests = new ArrayList<>();
        long now = System.nanoTime();
        for (ObjectName name : names) {
            Place place = place(name);
            expected.put(name, now);
            subscription(place.instance).addAhead(place.local).ifPresent(requests::add);
        }
        return requests;
    }

    /** Removes a listener of a connection; the next poll ends a subscription that nobody needs any more. */
    public void remove(NotificationBuffer buffer, int id) throws ListenerNotFoundException {
        Listener found = listeners.stream()
                .filter(listener -> listener.buffer == buffer && listener.id == id)
                .findFirst()
                .orElseThrow(() -> new ListenerNotFoundException("No listener " + id));
        listeners.remove(found);
    }

    /** Removes all listeners of a connection. */
    public void removeAll(NotificationBuffer buffer) {
        listeners.removeIf(listener -> listener.buffer == buffer);
    }

    /** Whether there are neither listeners, now or expected, nor clients at agents. */
    public boolean isIdle() {
        return listeners.isEmpty()
                && expected.isEmpty()
                && subscriptions().values().stream().noneMatch(AgentSubscription::isOpen);
    }

    /** Pulls new notifications from every agent, and ends what nobody needs; blocks. */
    public void poll() throws IOException {
        long now = System.nanoTime();
        expected.values().removeIf(at -> now - at > EXPECTED_NANOS);
        subscriptions()
                .forEach((instance, subscription) -> subscription.poll(local -> isNeeded(shown(local, instance))));
        if (listeners.stream().anyMatch(listener -> isDelegateOfAll(listener.name))) {
            compareNames();
        } else {
            synchronized (this) {
                lastNames = null;
            }
        }
    }

    /** Ends all subscriptions; blocks. */
    public void close() {
        listeners.clear();
        subscriptions().values().forEach(AgentSubscription::close);
    }

    private synchronized Map<Optional<InstanceId>, AgentSubscription> subscriptions() {
        return Map.copyOf(subscriptions);
    }

    private boolean isNeeded(ObjectName name) {
        return expected.containsKey(name) || listeners.stream().anyMatch(listener -> listener.name.equals(name));
    }

    private void compareNames() throws IOException {
        Set<ObjectName> now = view.names();
        Set<ObjectName> before;
        synchronized (this) {
            before = lastNames == null ? now : lastNames;
            lastNames = new HashSet<>(now);
        }
        for (ObjectName name : now) {
            if (!before.contains(name)) {
                tell(MBeanServerNotification.REGISTRATION_NOTIFICATION, name);
            }
        }
        for (ObjectName name : before) {
            if (!now.contains(name)) {
                tell(MBeanServerNotification.UNREGISTRATION_NOTIFICATION, name);
            }
        }
    }

    private void tell(String type, ObjectName name) {
        deliver(
                MBeanServerDelegate.DELEGATE_NAME,
                new MBeanServerNotification(type, MBeanServerDelegate.DELEGATE_NAME, ++delegateNumber, name));
    }

    private void deliver(ObjectName from, Notification notification) {
        for (Listener listener : listeners) {
            if (listener.name.equals(from) && passes(listener.filter, notification)) {
                listener.buffer.add(listener.id, notification);
            }
        }
        if (notification instanceof MBeanServerNotification) {
            view.changed();
        }
    }

    private static boolean passes(@Nullable NotificationFilter filter, Notification notification) {
        return filter == null || filter.isNotificationEnabled(notification);
    }

    private synchronized AgentSubscription subscription(Optional<InstanceId> instance) {
        return subscriptions.computeIfAbsent(
                instance,
                id -> new AgentSubscription(endpoints.of(id), new AgentSubscription.Sink() {
                    @Override
                    public void arrived(ObjectName local, JsonNode notification) {
                        ObjectName shown = shown(local, id);
                        deliver(shown, NotificationReader.read(notification, shown, id, description(shown)));
                    }

                    @Override
                    public void lost(ObjectName local, long count) {
                        ObjectName shown = shown(local, id);
                        listeners.stream()
                                .filter(listener -> listener.name.equals(shown))
                                .forEach(listener -> listener.buffer.skip(count));
                        view.changed();
                    }
                }));
    }

    private Optional<BeanDescription> description(ObjectName name) {
        try {
            return Optional.of(view.description(name));
        } catch (InstanceNotFoundException | IOException e) {
            return Optional.empty();
        }
    }

    private Place place(ObjectName name) {
        if (!view.name().isFederated()) {
            return new Place(Optional.empty(), name);
        }
        FederatedName federated = FederatedName.parse(name);
        return federated
                .id()
                .map(id -> new Place(Optional.of(id), federated.local()))
                .orElseThrow(() -> new IllegalArgumentException("The specified MBean [" + name
                        + "] is not a NotificationBroadcaster object: it stands for the whole application; listen"
                        + " to the same name with the keys location and instance"));
    }

    private static ObjectName shown(ObjectName local, Optional<InstanceId> instance) {
        return instance.map(id -> FederatedName.qualify(local, id)).orElse(local);
    }

    private boolean isDelegateOfAll(ObjectName name) {
        return view.name().isFederated() && name.equals(MBeanServerDelegate.DELEGATE_NAME);
    }
}
