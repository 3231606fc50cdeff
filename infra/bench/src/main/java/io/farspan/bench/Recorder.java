package io.farspan.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.registry.LocateRegistry;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.MBeanServerForwarder;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.farspan.local.shop.Shop;

/**
 * A JVM of the sample application whose JMX connector records every call of a tool: {@code Recorder PORT FILE LOG}.
 * Calls that the connector makes itself (notification buffer, class loaders) are left out.
 */
public final class Recorder {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OWN =
            Set.of("getClassLoaderFor", "getClassLoader", "getClassLoaderRepository", "hashCode", "equals", "toString");

    private Recorder() {}

    /** Runs until it is killed. */
    @SuppressWarnings("BanJNDI") // the registry is this process's own
    public static void main(String[] arguments) throws IOException, JMException {
        int port = Integer.parseInt(arguments[0]);
        PrintStream out = new PrintStream(
                Files.newOutputStream(Path.of(arguments[1])), true, java.nio.charset.StandardCharsets.UTF_8);
        LocateRegistry.createRegistry(port);
        JMXConnectorServer server = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/recorded"), Map.of(), null);
        server.setMBeanServerForwarder(forwarder(ManagementFactory.getPlatformMBeanServer(), out));
        server.start();
        Shop.main(new String[] {"recorded", "0", arguments[2]});
    }

    private static MBeanServerForwarder forwarder(MBeanServer real, PrintStream out) {
        return (MBeanServerForwarder) Proxy.newProxyInstance(
                Recorder.class.getClassLoader(),
                new Class<?>[] {MBeanServerForwarder.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getMBeanServer")) {
                        return real;
                    }
                    if (method.getName().equals("setMBeanServer")) {
                        return null;
                    }
                    note(method, arguments, out);
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void note(Method method, Object[] arguments, PrintStream out) throws IOException {
        Set<String> callers = StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName).collect(Collectors.toSet()));
        boolean listening = callers.stream().anyMatch(name -> name.endsWith("ServerNotifForwarder"));
        boolean buffer = callers.stream().anyMatch(name -> name.contains("ArrayNotificationBuffer"));
        if (OWN.contains(method.getName()) || buffer) {
            return;
        }
        String name = listening ? "listen" : method.getName();
        synchronized (out) {
            out.println(JSON.writeValueAsString(RecordedCall.write(
                    System.currentTimeMillis(),
                    Thread.currentThread().getName(),
                    name,
                    listening ? new Object[] {arguments[0]} : arguments)));
        }
    }
}
