package io.farspan.bridge;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import io.farspan.bridge.login.Login;
import io.farspan.bridge.rmi.BridgeSettings;
import io.farspan.bridge.rmi.JmxBridge;
import io.farspan.bridge.view.AgeLimits;
import io.farspan.bridge.view.ViewName;

/** A bridge over a port, and connections of real RMI clients to it. */
public final class Bridge implements AutoCloseable {

    /** The password of everybody. */
    public static final String PASSWORD = "right";

    static {
        // RMI keeps idle threads and connections for a minute and a quarter of one; a test that counts them need not.
        System.setProperty("sun.rmi.transport.tcp.threadKeepAliveTime", "500");
        System.setProperty("sun.rmi.transport.connectionTimeout", "500");
    }

    private final DirectAgentPort port;
    private final JmxBridge bridge;
    private final List<JMXConnector> connectors = new ArrayList<>();

    private Bridge(DirectAgentPort port, JmxBridge bridge) {
        this.port = port;
        this.bridge = bridge;
    }

    /** Starts one for the application {@code shop}. */
    public static Bridge start(DirectAgentPort port) throws IOException {
        return start(port, BridgeSettings.loopback(Set.of("shop")));
    }

    /** Settings for views that show nothing older than {@code values}. */
    public static BridgeSettings settings(Duration values) {
        BridgeSettings usual = BridgeSettings.loopback(Set.of("shop"));
        return new BridgeSettings(
                usual.applications(),
                usual.bind(),
                usual.host(),
                usual.port(),
                usual.tls(),
                new AgeLimits(values, usual.limits().descriptions()),
                Duration.ofMillis(50),
                usual.idle(),
                usual.mostConnections());
    }

    /** Starts one. */
    public static Bridge start(DirectAgentPort port, BridgeSettings settings) throws IOException {
        Login login = (user, password) -> {
            if (!password.equals(PASSWORD)) {
                throw new SecurityException("These credentials are not known here");
            }
            return new Login.Session(user, port);
        };
        JmxBridge bridge = JmxBridge.start(settings, login, port);
        bridge.follow();
        return new Bridge(port, bridge);
    }

    /** The bridge. */
    public JmxBridge server() {
        return bridge;
    }

    /** The port behind it. */
    public DirectAgentPort port() {
        return port;
    }

    /** Connects as a tool does. */
    public JMXConnector open(ViewName view, String user, String password) throws IOException {
        JMXConnector connector = JMXConnectorFactory.connect(
                new JMXServiceURL(bridge.url(view)), Map.of(JMXConnector.CREDENTIALS, new String[] {user, password}));
        connectors.add(connector);
        return connector;
    }

    /** Connects with good credentials. */
    public MBeanServerConnection connect(ViewName view) throws IOException {
        return open(view, "operator", PASSWORD).getMBeanServerConnection();
    }

    @Override
    public void close() throws IOException {
        for (JMXConnector connector : connectors) {
            try {
                connector.close();
            } catch (IOException e) {
                continue; // some tests close its connection
            }
        }
        bridge.close();
    }
}
