package io.farspan.local.stack;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the stack is made of. */
public final class StackOptions {

    /** Which DNS server holds the map. */
    public enum Dns {
        /** The one in this module. */
        embedded,
        /** BIND 9, which must be installed. */
        bind
    }

    /** A second application beside {@code shop}. */
    public enum App {
        /** An unmodified Apache Kafka broker. */
        kafka
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
            description = "A second application to manage: ${COMPLETION-CANDIDATES}.")
    @Nullable
    App app;

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

    @Option(
            names = "--router-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the router (default: a free one).")
    int routerPort;

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
        app = App.kafka;
        return this;
    }

    /** The same with a delay between home and each function. */
    public StackOptions withRoundTrip(Duration time) {
        rttMillis = (int) time.toMillis();
        return this;
    }
}
