package io.farspan.bridge.rmi;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLContext;

import io.farspan.bridge.view.AgeLimits;
import io.farspan.protocol.call.Names;

/**
 * How a bridge serves.
 *
 * @param applications the applications whose views it offers
 * @param bind the address it listens at
 * @param host the name or address that tools reach it by; it stands in what they are sent
 * @param port the one port for registry and objects; 0 for a free one
 * @param tls keys for TLS; plain without
 * @param limits how old what it shows may be
 * @param pollEvery the pause between two looks for notifications
 * @param idle how long a connection may be silent before it is closed
 * @param mostConnections the most open connections
 */
public record BridgeSettings(
        Set<String> applications,
        String bind,
        String host,
        int port,
        Optional<SSLContext> tls,
        AgeLimits limits,
        Duration pollEvery,
        Duration idle,
        int mostConnections) {

    /** JMX connectors say something at least every minute; after two a tool is gone. */
    public static final Duration USUAL_IDLE = Duration.ofMinutes(2);

    /** Half a second between two looks for notifications. */
    public static final Duration USUAL_POLL = Duration.ofMillis(500);

    /** A thousand connections. */
    public static final int USUAL_MOST = 1_000;

    public BridgeSettings {
        applications = Set.copyOf(applications);
        applications.forEach(application -> Names.requireLabel("application", application));
        if (port < 0 || port > 65_535 || mostConnections < 1) {
            throw new IllegalArgumentException("port must be 0 to 65535, and at least one connection allowed");
        }
    }

    /** Usual settings for plain RMI at a free port of the loopback address. */
    public static BridgeSettings loopback(Set<String> applications) {
        return new BridgeSettings(
                applications,
                "127.0.0.1",
                "127.0.0.1",
                0,
                Optional.empty(),
                AgeLimits.USUAL,
                USUAL_POLL,
                USUAL_IDLE,
                USUAL_MOST);
    }
}
