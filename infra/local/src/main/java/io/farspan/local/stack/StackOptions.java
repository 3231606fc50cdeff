package io.farspan.local.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import picocli.CommandLine.Option;

import io.farspan.local.shop.Shop;

/** What the stack is made of. */
public final class StackOptions {

    /** Which DNS server holds the map. */
    public enum Dns {
        /** The one in this module. */
        embedded,
        /** BIND 9, which must be installed. */
        bind
    }

    /** A further application beside {@code shop}. */
    public enum App {
        /** An unmodified Apache Kafka broker. */
        kafka(600),
        /** An unmodified Apache Tomcat. */
        tomcat(250);

        final int megabytes;

        App(int megabytes) {
            this.megabytes = megabytes;
        }
    }

    @Option(names = "--once", description = "Ask once for the heap of every instance, print a table, and end.")
    boolean once;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "2",
            description = "Instances of shop per location (default: ${DEFAULT-VALUE}).")
    int instances = 2;

    @Option(
            names = "--app",
            paramLabel = "NAME",
            description = "A further application to manage, may be repeated: ${COMPLETION-CANDIDATES}.")
    Set<App> apps = EnumSet.noneOf(App.class);

    @Option(
            names = "--rtt",
            paramLabel = "MILLIS",
            defaultValue = "0",
            description = "Round-trip time between home and each function (default: ${DEFAULT-VALUE}).")
    int rttMillis;

    @Option(
            names = "--dns",
            paramLabel = "SERVER",
            defaultValue = "embedded",
            description = "Which server holds the location map: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Dns dns = Dns.embedded;

    @Option(
            names = "--tls",
            description = "TLS between tools, router and functions, with a certificate of this run's own.")
    boolean tls;

    @Option(names = "--standby", description = "A second router, in aws1, that takes over when home is lost.")
    boolean standby;

    @Option(
            names = "--faults",
            description = "Every part reaches the others over its own links, which can be made to fail.")
    boolean faults;

    @Option(
            names = "--router-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the router (default: a free one).")
    int routerPort;

    boolean logs;
    boolean stockAgent = true;
    String instanceClass = Shop.class.getName();
    final Map<String, String> routerSettings = new HashMap<>();
    final Map<String, Map<String, String>> functionVariables = new HashMap<>();
    final List<String> brokerArguments = new ArrayList<>();
    final List<Path> plugins = new ArrayList<>();

    @Option(
            names = "--jmx-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the JMX bridge (default: a free one).")
    int jmxPort;

    @Option(
            names = "--dns-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the map's DNS server (default: a free one).")
    int dnsPort;

    /** Two instances per location, the embedded DNS server, no delay. */
    public static StackOptions usual() {
        return new StackOptions();
    }

    /** The same with {@code count} instances per location. */
    public StackOptions withInstances(int count) {
        instances = count;
        return this;
    }

    /** The same with the Kafka broker. */
    public StackOptions withKafka() {
        apps.add(App.kafka);
        return this;
    }

    /** The same with the Kafka broker, and further arguments for its JVM, which may replace its usual ones. */
    public StackOptions withKafka(List<String> arguments) {
        brokerArguments.addAll(arguments);
        return withKafka();
    }

    /** The same with the Tomcat. */
    public StackOptions withTomcat() {
        apps.add(App.tomcat);
        return this;
    }

    /**
     * The same with our agent in the instances of shop, whose logs home collects. The last instance of {@code dc1} keeps the
     * stock agent where a location has more than one.
     */
    public StackOptions withLogs() {
        logs = true;
        return this;
    }

    /** The same with our agent in every instance whose logs are collected. */
    public StackOptions withoutStockAgent() {
        stockAgent = false;
        return this;
    }

    /** The same with another main class instead of the shop's, which does with its arguments what the shop does. */
    public StackOptions withInstanceClass(Class<?> main) {
        instanceClass = main.getName();
        return this;
    }

    /** The same with a second router, in {@code aws1}. */
    public StackOptions withStandby() {
        standby = true;
        return this;
    }

    /** The same with links between the parts that can be made to fail, see {@link LocalStack#way}. */
    public StackOptions withFaults() {
        faults = true;
        return this;
    }

    /** The same with TLS. */
    public StackOptions withTls() {
        tls = true;
        return this;
    }

    /** The same with additional settings of the router, as environment variables. */
    public StackOptions withRouterSettings(Map<String, String> settings) {
        routerSettings.putAll(settings);
        return this;
    }

    /** The same with variables for the process of one function. */
    public StackOptions withFunctionEnvironment(String location, Map<String, String> variables) {
        functionVariables.put(location, Map.copyOf(variables));
        return this;
    }

    /** The same with jars of plugins dropped into every function's package. */
    public StackOptions withPlugins(List<Path> jars) {
        plugins.addAll(jars);
        return this;
    }

    /** The same with a delay between home and each function. */
    public StackOptions withRoundTrip(Duration time) {
        rttMillis = (int) time.toMillis();
        return this;
    }
}
