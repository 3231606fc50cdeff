package io.farspan.provider.map;

import java.net.InetAddress;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Where tools connect: home's router.
 *
 * @param host a DNS name; with an {@code address} it is a name in the map's own zone
 * @param address the host's address, where the map itself holds it
 * @param port TCP port of the HTTP API
 * @param tls whether HTTPS is spoken; plain HTTP is for loopback
 */
public record ToolEndpoint(String host, @JsonIgnore Optional<InetAddress> address, int port, boolean tls) {}
