package io.farspan.bridge.rmi;

import java.io.IOException;
import java.rmi.NoSuchObjectException;
import java.rmi.server.UnicastRemoteObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import javax.management.remote.rmi.RMIConnection;

import io.farspan.bridge.login.Login;
import io.farspan.bridge.login.Throttle;
import io.farspan.bridge.notification.NotificationDispatcher;
import io.farspan.bridge.view.Endpoint;
import io.farspan.bridge.view.View;
import io.farspan.bridge.view.ViewName;
import io.farspan.bridge.view.Views;
import io.farspan.federation.Federation;
import io.farspan.protocol.call.ManagementPort;

/** The open connections: opens them, polls for their notifications, and closes those whose tools fell silent. */
final class Connections implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Connections.class.getName());

    private final BridgeSettings settings;
    private final Transport transport;
    private final Login login;
    private final Throttle throttle;
    private final Views views;
    private final Federation federation = new Federation();
    private final Map<View, NotificationDispatcher> dispatchers = new HashMap<>();
    private final Set<ViewConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private final ScheduledExecutorService rounds = Executors.newScheduledThreadPool(4, work -> {
        Thread thread = new Thread(work, "farspan-jmx-rounds");
        thread.setDaemon(true);
        return thread;
    });

    Connections(BridgeSettings settings, Transport transport, Login login, Throttle throttle) {
        this.settings = settings;
        this.transport = transport;
        this.login = login;
        this.throttle = throttle;
        this.views = new Views(settings.limits());
        rounds.scheduleWithFixedDelay(this::closeIdle, 5, 5, TimeUnit.SECONDS);
    }

    RMIConnection open(ViewName name, String client, String user, String password) throws IOException {
        if (open.size() >= settings.mostConnections()) {
            throw new IOException("The bridge has " + open.size()
                    + " open connections, which is its limit. Close some or raise farspan.jmx.most-connections");
        }
        Login.Session session = throttle.login(login, client, user, password);
        View view = views.of(name, session.person(), session.port());
        String id = "rmi://" + client + " " + session.person() + " " + ids.incrementAndGet();
        NotificationDispatcher dispatcher;
        ViewConnection connection;
        synchronized (this) { // in one step, so that no poll discards the dispatcher before it is used
            dispatcher = dispatcher(view, session);
            connection = new ViewConnection(id, view, dispatcher, this);
            open.add(connection);
        }
        try {
            UnicastRemoteObject.exportObject(
                    connection, settings.port(), transport.client(), transport, Filters.ARGUMENTS);
        } catch (IOException e) {
            open.remove(connection);
            throw e;
        }
        view.opened(dispatcher::expect);
        LOG.log(System.Logger.Level.INFO, "{0} opened {1}", id, name);
        return connection;
    }

    /** Uses a view once as tools do. */
    void firstUse(ViewName name, ManagementPort port) throws IOException {
        new ViewWarmup(views.apart(name, port)).make();
    }

    /** How many are open. */
    int size() {
        return open.size();
    }

    void closed(ViewConnection connection) {
        if (open.remove(connection)) {
            LOG.log(System.Logger.Level.INFO, "{0} closed", connection.getConnectionId());
        }
        try {
            UnicastRemoteObject.unexportObject(connection, true);
        } catch (NoSuchObjectException e) {
            LOG.log(System.Logger.Level.DEBUG, "already gone", e);
        }
    }

    private NotificationDispatcher dispatcher(View view, Login.Session session) {
        return dispatchers.computeIfAbsent(view, of -> {
            NotificationDispatcher dispatcher = new NotificationDispatcher(of, instance -> instance.map(
                            id -> Endpoint.of(ViewName.of(of.name().application(), id), session.port(), federation))
                    .orElse(of.endpoint()));
            schedule(of, dispatcher);
            return dispatcher;
        });
    }

    private void schedule(View view, NotificationDispatcher dispatcher) {
        rounds.schedule(() -> poll(view, dispatcher), settings.pollEvery().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void poll(View view, NotificationDispatcher dispatcher) {
        try {
            dispatcher.poll();
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "polling notifications of " + view.name() + " failed; the next poll tries again",
                    e);
        }
        synchronized (this) {
            boolean used = open.stream().anyMatch(connection -> connection.shows(view));
            if (!used && dispatcher.isIdle()) {
                dispatchers.remove(view, dispatcher);
                return;
            }
        }
        schedule(view, dispatcher);
    }

    private void closeIdle() {
        for (ViewConnection connection : List.copyOf(open)) {
            if (connection.isIdle(settings.idle())) {
                connection.close();
            }
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
        List.copyOf(open).forEach(ViewConnection::close);
        List<NotificationDispatcher> polled;
        synchronized (this) {
            polled = List.copyOf(dispatchers.values());
        }
        polled.forEach(NotificationDispatcher::close);
    }
}
