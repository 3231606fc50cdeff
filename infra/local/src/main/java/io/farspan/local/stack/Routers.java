package io.farspan.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.farspan.provider.map.ToolEndpoint;

/** The routers of a stack: home's, and the standby's if there is one. */
final class Routers {

    private static final Pattern JMX_LISTENING = Pattern.compile("JMX bridge at [^:]+:([0-9]+) ");

    private final Run run;
    private final Processes processes;
    private final MapServer map;
    private final String store;
    private int port;
    private int jmxPort;
    private int standbyPort;

    Routers(Run run, Processes processes, MapServer map, String store) {
        this.run = run;
        this.processes = processes;
        this.map = map;
        this.store = store;
    }

    /** The name under which a location's router is reached. */
    static String host(String location) {
        return "router." + location + "." + LocalStack.ZONE;
    }

    void start() throws IOException {
        start(LocalStack.HOME, "dc1", run.options().routerPort, run.options().jmxPort);
        if (run.options().standby) {
            start(LocalStack.STANDBY, "aws1", 0, 0);
        }
    }

    void await() throws IOException, InterruptedException {
        port = processes.port(LocalStack.HOME);
        jmxPort = jmxPort(LocalStack.HOME);
        if (run.options().standby) {
            standbyPort = processes.port(LocalStack.STANDBY);
            jmxPort(LocalStack.STANDBY);
        }
    }

    private int jmxPort(String name) throws IOException, InterruptedException {
        return Integer.parseInt(processes.get(name).await(JMX_LISTENING, Processes.START));
    }

    /** Starts one again; home's router on its previous ports, because the map and open tools name them. */
    void restart(String name) throws IOException, InterruptedException {
        boolean home = name.equals(LocalStack.HOME);
        start(name, home ? "dc1" : "aws1", home ? port : 0, home ? jmxPort : 0);
        processes.port(name);
    }

    private void start(String name, String location, int http, int jmx) throws IOException {
        String applications = Stream.concat(
                        Stream.of("shop"), run.options().apps.stream().map(Object::toString))
                .collect(Collectors.joining(","));
        Map<String, String> environment = new HashMap<>(map.environment(name));
        environment.put("FARSPAN_MAP_TSIG", run.secrets().tsig());
        environment.put("FARSPAN_ROUTER_SIGNING_KEY", run.secrets().signing().secret());
        environment.put("FARSPAN_ROUTER_LOCATION", location);
        environment.put("QUARKUS_CONFIG_LOCATIONS", run.routerSettings().toUri().toString());
        environment.put("FARSPAN_ROUTER_POLICY", run.policy().toString());
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(http));
        environment.put("FARSPAN_APPLICATIONS", applications);
        environment.put("FARSPAN_FAILOVER_AUTOMATIC", "true");
        environment.put("FARSPAN_HOME_TOOL_HOST", host(location));
        environment.put("FARSPAN_HOME_TOOL_ADDRESS", "127.0.0.1");
        environment.put("FARSPAN_HOME_TOOL_TLS", Boolean.toString(run.tls().isPresent()));
        environment.put("FARSPAN_STORE_URL", store);
        environment.put(
                "FARSPAN_STORE_SPOOL",
                run.work().resolve(Processes.fileName(name) + ".ledger").toString());
        environment.put("FARSPAN_TELEMETRY_COLLECT_ENABLED", Boolean.toString(run.options().logs));
        environment.put(
                "FARSPAN_TELEMETRY_METRICS_RULES", run.artefacts().shopRules().toString());
        environment.put("FARSPAN_JMX_ENABLED", "true");
        environment.put("FARSPAN_JMX_BIND", "127.0.0.1");
        environment.put("FARSPAN_JMX_HOST", "127.0.0.1");
        environment.put("FARSPAN_JMX_PORT", Integer.toString(jmx));
        run.tls().ifPresent(own -> {
            environment.putAll(own.quarkus(http));
            environment.put("FARSPAN_JMX_KEY_STORE", own.keyStore().toString());
            environment.put("FARSPAN_JMX_KEY_STORE_PASSWORD", Tls.PASSWORD);
            environment.put(
                    "FARSPAN_ROUTER_TRUSTED_CERTIFICATES", own.certificate().toString());
        });
        environment.putAll(run.options().routerSettings);
        processes.start(
                name,
                environment,
                List.of(
                        "-Xmx512m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-jar",
                        run.artefacts().router().toString()));
    }

    /** Where tools reach home. */
    ToolEndpoint tool() {
        return new ToolEndpoint(
                host("dc1"),
                Optional.of(InetAddress.getLoopbackAddress()),
                port,
                run.tls().isPresent());
    }

    String address() {
        return scheme() + "://127.0.0.1:" + port;
    }

    Optional<String> standby() {
        return standbyPort == 0 ? Optional.empty() : Optional.of(scheme() + "://127.0.0.1:" + standbyPort);
    }

    String jmx(String view) {
        return "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + jmxPort + "/" + view;
    }

    private String scheme() {
        return run.tls().isPresent() ? "https" : "http";
    }
}
