package io.farspan.bridge.rmi;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLContext;

import io.farspan.bridge.view.AgeLimits;
import io.farspan.protocol.call.Names;

/**
 * Settings of a bridge.
 *
 * @param applications the applications to offer views of
 * @param bind the address to listen on
 * @param host the host name or address under which tools reach the bridge; part of its RMI references
 * @param port the one port for registry and objects; 0 for a free one
 * @param tls keys for TLS; empty for plain RMI
 * @param limits how old shown values may be
 * @param pollEvery the pause between two polls for notifications
 * @param idle how long a connection may be idle before it is closed
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

    /** Two minutes: JMX connectors check their connection every minute, so a tool that is silent for two has ended. */
    public static final Duration USUAL_IDLE = Duration.ofMinutes(2);

    /** Half a second between two polls for notifications. */
    public static final Duration USUAL_POLL = Duration.ofMillis(500);

    /** A thousand connections. */
    public static final int USUAL_MOST = 1_000;

    public BridgeSettings {
        applications = Set.copyOf(applications);
        applications.forEach(application -> Names.requireLabel("application", application));
        if (port < 0 || port > 65_535 || mostConnections < 1) {
            throw new IllegalArgumentException("port must be 0 to 65535 and mostConnections at least 1");
        }
    }

    /** Default settings for plain RMI on a free port of the loopback address. */
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
