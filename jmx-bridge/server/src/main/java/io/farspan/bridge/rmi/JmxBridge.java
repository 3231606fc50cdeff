package io.farspan.bridge.rmi;

import java.io.IOException;
import java.net.InetAddress;
import java.rmi.NoSuchObjectException;
import java.rmi.Remote;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.farspan.bridge.login.Login;
import io.farspan.bridge.login.Throttle;
import io.farspan.bridge.view.ViewName;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.ManagementPort;

/**
 * A JSR-160 RMI connector server for every view of its applications, with its registry on the same port: what a tool
 * reaches at {@code service:jmx:rmi:///jndi/rmi://host:port/shop}, {@code …/shop/primary}, {@code …/shop/aws1/i-7}.
 *
 * <p>New instances in the map get their view within {@link #FOLLOW}; an instance that left the map keeps its view for
 * connected tools. Safe for use by many threads.
 */
public final class JmxBridge implements AutoCloseable {

    /** How often the instances are read from the map. */
    public static final Duration FOLLOW = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(JmxBridge.class.getName());
    private static final Duration DIRECTORY_LIMIT = Duration.ofSeconds(10);

    /** Up to so many instances are all asked to warm up. */
    private static final int FEW_INSTANCES = 20;

    private final BridgeSettings settings;
    private final ManagementPort directory;
    private final Transport transport;
    private final Connections connections;
    private final Registry registry;
    private final Map<ViewName, ViewServer> served = new HashMap<>();
    private final Map<ViewName, Remote> stubs = new HashMap<>();
    private final ScheduledExecutorService follower = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "farspan-jmx-directory");
        thread.setDaemon(true);
        return thread;
    });

    private JmxBridge(BridgeSettings settings, Login login, ManagementPort directory, Throttle throttle)
            throws IOException {
        this.settings = settings;
        this.directory = directory;
        this.transport = new Transport(InetAddress.getByName(settings.bind()), settings.tls());
        this.connections = new Connections(settings, transport, login, throttle);
        this.registry = LocateRegistry.createRegistry(settings.port(), transport.client(), transport);
    }

    /** Starts listening, with its own throttle against password guessing. */
    public static JmxBridge start(BridgeSettings settings, Login login, ManagementPort directory) throws IOException {
        return start(settings, login, directory, new Throttle(Clock.systemUTC()));
    }

    /**
     * Starts listening.
     *
     * @param directory knows the instances
     * @param throttle limits password guessing; shared with other endpoints where there are any
     * @throws IOException when the port is not available
     */
    public static JmxBridge start(BridgeSettings settings, Login login, ManagementPort directory, Throttle throttle)
            throws IOException {
        // Both are read by the JDK when RMI starts. The registry then accepts nothing but names, so that no
        // other process on this machine can bind its own server to one of them.
        System.setProperty("java.rmi.server.hostname", settings.host());
        if (System.getProperty("sun.rmi.registry.registryFilter") == null) {
            System.setProperty("sun.rmi.registry.registryFilter", "maxbytes=4096;java.lang.String;!*");
        }
        JmxBridge bridge = new JmxBridge(settings, login, directory, throttle);
        for (String application : settings.applications()) {
            bridge.serve(ViewName.federated(application));
            bridge.serve(ViewName.primary(application));
        }
        bridge.follower.scheduleWithFixedDelay(bridge::followQuietly, 0, FOLLOW.toMillis(), TimeUnit.MILLISECONDS);
        return bridge;
    }

    /** The port. */
    public int port() {
        return transport.port();
    }

    /** The address of a view. */
    public String url(ViewName view) {
        return "service:jmx:rmi:///jndi/rmi://" + settings.host() + ":" + port() + "/" + view;
    }

    /**
     * Does what the first tool does, so that it need not wait for what is slow the first time: lists the MBeans of an
     * application's instances and reads those of the platform. Of an application with many instances only the primary one
     * is asked.
     *
     * @param port asks with the rights of a viewer
     * @throws IOException when no instance can be reached
     */
    public void warmUp(String application, ManagementPort port) throws IOException {
        int instances =
                port.instances(application).await().atMost(DIRECTORY_LIMIT).size();
        connections.firstUse(
                instances <= FEW_INSTANCES ? ViewName.federated(application) : ViewName.primary(application), port);
    }

    /** How many tools are connected. */
    public int connections() {
        return connections.size();
    }

    /** Reads the instances from the map now. */
    public void follow() throws IOException {
        for (String application : settings.applications()) {
            int before = served();
            Set<InstanceId> instances = directory.instances(application).await().atMost(DIRECTORY_LIMIT);
            for (InstanceId id : instances) {
                serve(ViewName.of(application, id));
            }
            if (served() > before) {
                LOG.log(System.Logger.Level.INFO, "{0} has {1} instances to connect to", application, instances.size());
            }
        }
        rebindMissing();
    }

    private void followQuietly() {
        try {
            follow();
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "the instances cannot be read from the map; known ones stay: {0}",
                    e.toString());
        }
    }

    private synchronized int served() {
        return served.size();
    }

    private synchronized void serve(ViewName view) throws IOException {
        if (served.containsKey(view)) {
            return;
        }
        ViewServer server = new ViewServer(view, connections);
        Remote stub = UnicastRemoteObject.exportObject(
                server, settings.port(), transport.client(), transport, Filters.CREDENTIALS);
        registry.rebind(view.toString(), stub);
        served.put(view, server);
        stubs.put(view, stub);
    }

    /** Binds names again that a local process has unbound. */
    private synchronized void rebindMissing() throws IOException {
        Set<String> bound = new HashSet<>(List.of(registry.list()));
        for (Map.Entry<ViewName, Remote> stub : stubs.entrySet()) {
            if (!bound.contains(stub.getKey().toString())) {
                registry.rebind(stub.getKey().toString(), stub.getValue());
            }
        }
    }

    @Override
    public void close() {
        follower.shutdownNow();
        connections.close();
        synchronized (this) {
            List<Remote> exported = new ArrayList<>(served.values());
            exported.add(registry);
            for (Remote remote : exported) {
                try {
                    UnicastRemoteObject.unexportObject(remote, true);
                } catch (NoSuchObjectException e) {
                    LOG.log(System.Logger.Level.DEBUG, "already gone", e);
                }
            }
            served.clear();
        }
        try {
            transport.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "already closed", e);
        }
    }
}
