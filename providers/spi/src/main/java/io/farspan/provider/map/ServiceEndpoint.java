package io.farspan.provider.map;

import java.net.InetAddress;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.farspan.protocol.call.Names;

/**
 * What an instance's users reach, as opposed to its Jolokia agent. It is tried with a connection, or better with an
 * HTTP {@code GET}: the kernel accepts connections even for a process that hangs, but only the application answers.
 *
 * @param address its literal IP address, never a name
 * @param port its TCP port
 * @param path an HTTP path that answers below 500 while the application serves; empty to connect only
 */
public record ServiceEndpoint(String address, int port, Optional<String> path) {

    private static final int LONGEST_PATH = 48;
    private static final String PATH = "/[A-Za-z0-9._~/?&=:@%+-]*";

    public ServiceEndpoint(
            @JsonProperty(required = true) String address,
            @JsonProperty(required = true) int port,
            Optional<String> path) {
        this.address = LiteralAddress.parse(address).getHostAddress();
        this.port = port;
        this.path = path == null ? Optional.empty() : path;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the service's port must be 1 to 65535, not " + port);
        }
        this.path.ifPresent(text -> {
            if (text.length() > LONGEST_PATH || !text.matches(PATH)) {
                throw new IllegalArgumentException("the service's path '" + Names.shorten(text)
                        + "' must start with '/' and have at most " + LONGEST_PATH
                        + " letters, digits and . _ ~ / ? & = : @ % + -");
            }
        });
    }

    /** The address to connect to. */
    public InetAddress inetAddress() {
        return LiteralAddress.parse(address);
    }

    /** {@code 10.2.3.4:8443/health}. */
    @Override
    public String toString() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port + path.orElse("");
    }
}
