package io.farspan.provider.map;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnore;

import io.farspan.protocol.call.Names;

/**
 * Where a location's function listens.
 *
 * @param location the location
 * @param host a DNS name; with an {@code address} it is a name in the map's own zone
 * @param address the host's address, where the map itself holds it
 * @param port TCP port
 * @param path what stands before {@code /v1/…}, empty or starting with a slash
 * @param kind {@code lambda}, {@code azure} or {@code server}; tells an operator which console to open
 * @param tls whether HTTPS is spoken; plain HTTP is for loopback
 * @param epoch the epoch under which the record was written
 */
public record FunctionEndpoint(
        String location,
        String host,
        @JsonIgnore Optional<InetAddress> address,
        int port,
        String path,
        String kind,
        boolean tls,
        long epoch) {

    public FunctionEndpoint {
        Names.requireLabel("location", location);
        if (!host.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?")) {
            throw new IllegalArgumentException("host '" + Names.shorten(host) + "' is not a host name");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
        }
        if (!path.matches("(/[A-Za-z0-9._~-]+)*")) {
            throw new IllegalArgumentException("path must be empty or like /api, not '" + Names.shorten(path) + "'");
        }
        if (!kind.matches("[a-z]{1,16}")) {
            throw new IllegalArgumentException("kind must be a lower-case word, not '" + Names.shorten(kind) + "'");
        }
    }

    /** The URI of one of the function's operations. */
    public URI uri(String operation) {
        return URI.create((tls ? "https://" : "http://") + host + ":" + port + path + operation);
    }
}
