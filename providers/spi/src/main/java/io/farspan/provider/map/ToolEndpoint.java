package io.farspan.provider.map;

/**
 * Where tools connect: home's router.
 *
 * @param host a DNS name
 * @param port TCP port
 */
public record ToolEndpoint(String host, int port) {}
