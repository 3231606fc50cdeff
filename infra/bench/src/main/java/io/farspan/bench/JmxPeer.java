package io.farspan.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import io.farspan.local.process.Child;
import io.farspan.local.proxy.FaultProxy;
import io.farspan.local.shop.Shop;
import io.farspan.local.stack.Artefacts;

/**
 * A JVM of the sample application with plain JMX over RMI and a Jolokia agent. Its RMI stubs name 127.0.0.2, where a
 * {@link FaultProxy} listens, so that all RMI traffic passes the measured path.
 */
final class JmxPeer implements AutoCloseable {

    private static final String FAR = "127.0.0.2";
    private static final ObjectName MEMORY = name("java.lang:type=Memory");

    private final Child process;
    private final FaultProxy proxy;
    private final int port;
    private final int jolokia;

    private JmxPeer(Child process, FaultProxy proxy, int port, int jolokia) {
        this.jolokia = jolokia;
        this.process = process;
        this.proxy = proxy;
        this.port = port;
    }

    static JmxPeer start(Path work, Duration roundTrip) throws IOException, InterruptedException {
        int port = FreePort.find();
        Child process = Child.start(
                "jmx peer",
                work.resolve("jmx-peer.log"),
                Map.of(),
                List.of(
                        Child.java(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                        "-Dcom.sun.management.jmxremote.port=" + port,
                        "-Dcom.sun.management.jmxremote.rmi.port=" + port,
                        "-Dcom.sun.management.jmxremote.authenticate=false",
                        "-Dcom.sun.management.jmxremote.ssl=false",
                        "-Djava.rmi.server.hostname=" + FAR,
                        "-javaagent:" + Artefacts.find().jolokia() + "=host=127.0.0.1,port=0,discoveryEnabled=false",
                        "-cp",
                        Artefacts.find().localClasspath(),
                        Shop.class.getName(),
                        "peer",
                        "0",
                        work.resolve("jmx-peer.app.log").toString()));
        process.await(Pattern.compile("LISTENING ([0-9]+)"), Duration.ofSeconds(30));
        int jolokia = Integer.parseInt(process.await(
                Pattern.compile("started with URL http://127\\.0\\.0\\.1:([0-9]+)/"), Duration.ofSeconds(30)));
        return new JmxPeer(process, FaultProxy.start(InetAddress.getByName(FAR), port, port, roundTrip), port, jolokia);
    }

    /** The JMX service URL for a Jolokia proxy. */
    String url() {
        return "service:jmx:rmi:///jndi/rmi://" + FAR + ":" + port + "/jmxrmi";
    }

    /** The port of its stock Jolokia agent, without a delay in front. */
    int jolokia() {
        return jolokia;
    }

    /** The registry is this measurement's own, on loopback. */
    @SuppressWarnings("BanJNDI")
    JMXConnector connect() throws IOException {
        return JMXConnectorFactory.connect(new JMXServiceURL(url()));
    }

    @SuppressWarnings("BanJNDI")
    static Object readHeap(JMXConnector connector) throws IOException, JMException {
        return connector.getMBeanServerConnection().getAttribute(MEMORY, "HeapMemoryUsage");
    }

    private static ObjectName name(String text) {
        try {
            return ObjectName.getInstance(text);
        } catch (JMException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        proxy.close();
        process.close();
    }
}
