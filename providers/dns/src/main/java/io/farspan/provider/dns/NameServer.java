package io.farspan.provider.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.xbill.DNS.SimpleResolver;

/** One DNS server of the map. Its name is looked up when it is first asked, and again until that succeeds. */
final class NameServer {

    /** The UDP payload that crosses common networks unfragmented (DNS flag day 2020). */
    private static final int UDP_PAYLOAD = 1_232;

    private final String host;
    private final SimpleResolver resolver;

    private NameServer(String host, SimpleResolver resolver) {
        this.host = host;
        this.resolver = resolver;
    }

    /** From {@code host:port}; the port is 53 where there is none. */
    static NameServer parse(String server, Duration timeout) {
        int colon = server.lastIndexOf(':');
        String host = colon < 0 ? server : server.substring(0, colon).replaceAll("[\\[\\]]", "");
        try {
            int port = colon < 0 ? SimpleResolver.DEFAULT_PORT : Integer.parseInt(server.substring(colon + 1));
            if (host.isBlank()) {
                throw new IllegalArgumentException("it has no host");
            }
            SimpleResolver resolver = new SimpleResolver(InetSocketAddress.createUnresolved(host, port));
            resolver.setTimeout(timeout);
            resolver.setIoClientFactory(TcpExchange.factory());
            resolver.setEDNS(0, UDP_PAYLOAD, 0, List.of());
            return new NameServer(host, resolver);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "farspan.map.servers has '" + server + "', which is not host:port of a DNS server", e);
        }
    }

    /** For what is set once, before the first exchange. */
    SimpleResolver resolver() {
        return resolver;
    }

    /** The resolver with the server's address; the name is looked up on a worker. */
    CompletableFuture<SimpleResolver> located(Executor workers) {
        return resolver.getAddress().isUnresolved()
                ? CompletableFuture.supplyAsync(this::locate, workers)
                        .orTimeout(resolver.getTimeout().toMillis(), TimeUnit.MILLISECONDS)
                : CompletableFuture.completedFuture(resolver);
    }

    private SimpleResolver locate() {
        try {
            resolver.setAddress(new InetSocketAddress(
                    InetAddress.getByName(host), resolver.getAddress().getPort()));
            return resolver;
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }
}
