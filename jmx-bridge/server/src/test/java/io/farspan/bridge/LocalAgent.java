package io.farspan.bridge;

import java.io.IOException;
import java.util.Map;

import org.jolokia.jvmagent.JolokiaServer;
import org.jolokia.jvmagent.JolokiaServerConfig;

/** A stock Jolokia agent over this JVM's platform MBean server. */
public final class LocalAgent implements AutoCloseable {

    private final JolokiaServer server;

    private LocalAgent(JolokiaServer server) {
        this.server = server;
    }

    /** Starts one at a free port. */
    public static LocalAgent start() throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        JolokiaServer server = new JolokiaServer(
                new JolokiaServerConfig(Map.of("host", "127.0.0.1", "port", "0", "discoveryEnabled", "false")));
        server.start();
        return new LocalAgent(server);
    }

    /** Where it answers. */
    public String url() {
        return server.getUrl();
    }

    @Override
    public void close() {
        server.stop();
    }
}
