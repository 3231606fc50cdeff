package io.farspan.bridge.rmi;

import java.io.IOException;
import java.rmi.MarshalledObject;
import java.rmi.server.Unreferenced;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.NotificationFilter;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import javax.management.QueryExp;
import javax.management.ReflectionException;
import javax.management.remote.NotificationResult;
import javax.management.remote.rmi.RMIConnection;
import javax.security.auth.Subject;

import org.jspecify.annotations.Nullable;

import io.farspan.bridge.notification.NotificationBuffer;
import io.farspan.bridge.notification.NotificationDispatcher;
import io.farspan.bridge.view.View;

/**
 * One tool's connection to a view. Creating and unregistering MBeans, class loaders and delegation subjects are refused;
 * arguments pass the filter {@link Filters#ARGUMENTS} before they are deserialised.
 */
@SuppressWarnings({"rawtypes", "NullAway"}) // the interface is declared so, and its results may be null
final class ViewConnection implements RMIConnection, Unreferenced {

    private final String id;
    private final View view;
    private final NotificationDispatcher dispatcher;
    private final Connections connections;
    private final NotificationBuffer buffer = new NotificationBuffer();
    private final AtomicInteger listenerIds = new AtomicInteger();
    private final Map<Integer, ObjectName> listeners = new HashMap<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long lastCall = System.nanoTime();

    ViewConnection(String id, View view, NotificationDispatcher dispatcher, Connections connections) {
        this.id = id;
        this.view = view;
        this.dispatcher = dispatcher;
        this.connections = connections;
    }

    /** A call of the tool: the connection is not idle until it ends. */
    private final class Call implements AutoCloseable {
        Call(@Nullable Subject delegation) throws IOException {
            if (closed.get()) {
                throw new IOException("The connection has been closed.");
            }
            if (delegation != null) {
                throw new SecurityException("Delegation subjects are not supported");
            }
            busy.incrementAndGet();
        }

        @Override
        public void close() {
            lastCall = System.nanoTime();
            busy.decrementAndGet();
        }
    }

    boolean isIdle(Duration after) {
        return busy.get() == 0 && System.nanoTime() - lastCall > after.toNanos();
    }

    boolean shows(View other) {
        return view == other;
    }

    @Override
    public String getConnectionId() {
        return id;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            buffer.close();
            connections.closed(this);
            dispatcher.removeAll(buffer);
        }
    }

    @Override
    public void unreferenced() {
        close();
    }

    @Override
    public ObjectInstance createMBean(String className, ObjectName name, Subject delegation) {
        throw refused("createMBean");
    }

    @Override
    public ObjectInstance createMBean(String className, ObjectName name, ObjectName loader, Subject delegation) {
        throw refused("createMBean");
    }

    @Override
    public ObjectInstance createMBean(
            String className, ObjectName name, MarshalledObject params, String[] signature, Subject delegation) {
        throw refused("createMBean");
    }

    @Override
    public ObjectInstance createMBean(
            String className,
            ObjectName name,
            ObjectName loader,
            MarshalledObject params,
            String[] signature,
            Subject delegation) {
        throw refused("createMBean");
    }

    @Override
    public void unregisterMBean(ObjectName name, Subject delegation) {
        throw refused("unregisterMBean");
    }

    @Override
    public ObjectInstance getObjectInstance(ObjectName name, Subject delegation)
            throws InstanceNotFoundException, IOException {
        try (Call call = new Call(delegation)) {
            return view.getObjectInstance(name);
        }
    }

    @Override
    public Set<ObjectInstance> queryMBeans(ObjectName name, MarshalledObject query, Subject delegation)
            throws IOException {
        try (Call call = new Call(delegation)) {
            return view.queryMBeans(name, unmarshal(query, QueryExp.class));
        }
    }

    @Override
    public Set<ObjectName> queryNames(ObjectName name, MarshalledObject query, Subject delegation) throws IOException {
        try (Call call = new Call(delegation)) {
            return view.queryNames(name, unmarshal(query, QueryExp.class));
        }
    }

    @Override
    public boolean isRegistered(ObjectName name, Subject delegation) throws IOException {
        try (Call call = new Call(delegation)) {
            return view.isRegistered(name);
        }
    }

    @Override
    public Integer getMBeanCount(Subject delegation) throws IOException {
        try (Call call = new Call(delegation)) {
            return view.getMBeanCount();
        }
    }

    @Override
    public @Nullable Object getAttribute(ObjectName name, String attribute, Subject delegation)
            throws MBeanException, AttributeNotFoundException, InstanceNotFoundException, ReflectionException,
                    IOException {
        try (Call call = new Call(delegation)) {
            return view.getAttribute(name, attribute);
        }
    }

    @Override
    public AttributeList getAttributes(ObjectName name, String[] attributes, Subject delegation)
            throws InstanceNotFoundException, ReflectionException, IOException {
        try (Call call = new Call(delegation)) {
            return view.getAttributes(name, attributes);
        }
    }

    @Override
    public void setAttribute(ObjectName name, MarshalledObject attribute, Subject delegation)
            throws InstanceNotFoundException, AttributeNotFoundException, InvalidAttributeValueException,
                    MBeanException, ReflectionException, IOException {
        try (Call call = new Call(delegation)) {
            view.setAttribute(name, unmarshal(attribute, Attribute.class));
        }
    }

    @Override
    public AttributeList setAttributes(ObjectName name, MarshalledObject attributes, Subject delegation)
            throws InstanceNotFoundException, ReflectionException, IOException {
        try (Call call = new Call(delegation)) {
            return view.setAttributes(name, unmarshal(attributes, AttributeList.class));
        }
    }

    @Override
    public @Nullable Object invoke(
            ObjectName name, String operation, MarshalledObject params, String[] signature, Subject delegation)
            throws InstanceNotFoundException, MBeanException, ReflectionException, IOException {
        try (Call call = new Call(delegation)) {
            return view.invoke(name, operation, unmarshal(params, Object[].class), signature);
        }
    }

    @Override
    public String getDefaultDomain(Subject delegation) throws IOException {
        try (Call call = new Call(delegation)) {
            return view.getDefaultDomain();
        }
    }

    @Override
    public String[] getDomains(Subject delegation) throws IOException {
        try (Call call = new Call(delegation)) {
            return view.getDomains();
        }
    }

    @Override
    public MBeanInfo getMBeanInfo(ObjectName name, Subject delegation)
            throws InstanceNotFoundException, ReflectionException, IOException {
        try (Call call = new Call(delegation)) {
            return view.getMBeanInfo(name);
        }
    }

    @Override
    public boolean isInstanceOf(ObjectName name, String className, Subject delegation)
            throws InstanceNotFoundException, IOException {
        try (Call call = new Call(delegation)) {
            return view.isInstanceOf(name, className);
        }
    }

    @Override
    public void addNotificationListener(
            ObjectName name,
            ObjectName listener,
            MarshalledObject filter,
            MarshalledObject handback,
            Subject delegation) {
        throw refused("addNotificationListener with an MBean as the listener");
    }

    @Override
    public void removeNotificationListener(ObjectName name, ObjectName listener, Subject delegation)
            throws ListenerNotFoundException {
        throw new ListenerNotFoundException("No MBean listens to " + name);
    }

    @Override
    public void removeNotificationListener(
            ObjectName name,
            ObjectName listener,
            MarshalledObject filter,
            MarshalledObject handback,
            Subject delegation)
            throws ListenerNotFoundException {
        throw new ListenerNotFoundException("No MBean listens to " + name);
    }

    @Override
    public Integer[] addNotificationListeners(ObjectName[] names, MarshalledObject[] filters, Subject[] delegations)
            throws InstanceNotFoundException, IOException {
        try (Call call = new Call(null)) {
            if (names == null || filters == null || names.length != filters.length) {
                throw new IllegalArgumentException("names and filters must be lists of the same length");
            }
            Integer[] added = new Integer[names.length];
            for (int index = 0; index < names.length; index++) {
                int listener = listenerIds.incrementAndGet();
                dispatcher.add(buffer, listener, names[index], unmarshal(filters[index], NotificationFilter.class));
                added[index] = listener;
                synchronized (listeners) {
                    listeners.put(listener, names[index]);
                }
            }
            return added;
        }
    }

    @Override
    public void removeNotificationListeners(ObjectName name, Integer[] ids, Subject delegation)
            throws InstanceNotFoundException, ListenerNotFoundException, IOException {
        try (Call call = new Call(delegation)) {
            for (Integer listener : ids) {
                synchronized (listeners) {
                    if (!name.equals(listeners.remove(listener))) {
                        throw new ListenerNotFoundException("No listener " + listener + " of " + name);
                    }
                }
                dispatcher.remove(buffer, listener);
            }
        }
    }

    @Override
    public NotificationResult fetchNotifications(long from, int most, long timeout) throws IOException {
        try (Call call = new Call(null)) {
            return buffer.fetch(from, most, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The bridge is shutting down", e);
        }
    }

    private static SecurityException refused(String what) {
        return new SecurityException(what + " is not allowed through Farspan: it would load code into the instance");
    }

    private static <T> @Nullable T unmarshal(@Nullable MarshalledObject<?> marshalled, Class<T> type)
            throws IOException {
        if (marshalled == null) {
            return null;
        }
        try {
            Object value = marshalled.get();
            if (value == null || type.isInstance(value)) {
                return type.cast(value);
            }
            throw new IllegalArgumentException("A " + type.getSimpleName() + " is expected, not a "
                    + value.getClass().getName());
        } catch (ClassNotFoundException e) {
            throw new IOException("The bridge does not accept this class: " + e.getMessage(), e);
        }
    }
}
