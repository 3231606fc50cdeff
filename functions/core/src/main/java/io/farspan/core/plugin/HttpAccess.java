package io.farspan.core.plugin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.farspan.core.call.Networks;
import io.farspan.core.message.HttpFault;
import io.farspan.core.message.HttpResponse;
import io.farspan.plugin.HttpPort;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.http.StagedConnection;
import io.farspan.protocol.http.StagedConnection.Destination;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Sends HTTP requests for a plugin to addresses in the function's networks, over a connection each. Agents are none of
 * them: what is asked past {@link AgentAccess} would be neither checked nor counted.
 */
final class HttpAccess implements HttpPort {

    private static final int BUFFER = 16 << 10;
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> OURS =
            Set.of("host", "content-length", "connection", "transfer-encoding", "expect", "upgrade", "te");

    private final PluginRun run;
    private final PluginSurroundings surroundings;

    HttpAccess(PluginRun run, PluginSurroundings surroundings) {
        this.run = run;
        this.surroundings = surroundings;
    }

    private record Answered(HttpResponse response) implements Response {

        @Override
        public int status() {
            return response.status();
        }

        @Override
        public Optional<String> header(String name) {
            return response.header(name);
        }

        @Override
        public byte[] body() {
            return response.body();
        }
    }

    @Override
    public Response send(Request request) throws IOException {
        run.requireOpen();
        Destination target = target(request.uri());
        byte[] head = head(request, target);
        Duration left = run.share();
        if (left.isZero()) {
            throw new IOException("There is no time left to reach " + target.host());
        }
        Socket socket = new Socket();
        run.opened(socket);
        try (StagedConnection connection = StagedConnection.open(socket, target, surroundings.trust(), left)) {
            connection.send(head);
            connection.send(request.body());
            return new Answered(read(connection));
        } catch (HttpFault e) {
            throw new IOException("The answer of " + target.host() + " cannot be used: " + e.getMessage(), e);
        } finally {
            run.closed(socket);
        }
    }

    private Destination target(URI uri) throws UnknownHostException {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if ((!tls && !scheme.equals("http")) || uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("'" + Names.shorten(uri.toString())
                    + "' must be an http or https URI with a host and without user information");
        }
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        return new Destination(host, Optional.of(allowed(host, port)), port, tls);
    }

    /**
     * The address to connect to, checked and then used as it is: a name that is resolved a second time may lead
     * elsewhere.
     */
    private InetAddress allowed(String host, int port) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        InetAddress address = Arrays.stream(addresses)
                .filter(surroundings.networks()::contain)
                .findFirst()
                .orElseThrow(() -> new FarspanException(
                        ProblemCode.ADDRESS_REFUSED,
                        "The host '" + Names.shorten(host) + "' is at "
                                + addresses[0].getHostAddress()
                                + ", which is not in the networks that plugins may reach. Correct the address, or the"
                                + " function's " + Networks.OF_SERVICES + "."));
        InetSocketAddress target = new InetSocketAddress(address, port);
        if (ClosedAddresses.isMetadata(address) || ClosedAddresses.isRuntime(target)) {
            throw refuse(
                    host, target, "which belongs to the platform. No plugin reaches it, whatever the networks are.");
        }
        Set<InetSocketAddress> agents = run.agentAddresses();
        if (ClosedAddresses.isOneOf(agents, target)) {
            throw refuse(host, target, "which is an instance's agent. Use context.agents() to ask it.");
        }
        if (ClosedAddresses.mayBeAgent(surroundings.agentNetworks(), agents, target)) {
            throw refuse(
                    host,
                    target,
                    "which may be another application's agent: it is in the function's " + Networks.OF_AGENTS
                            + ", and agents listen on that port. Ask that application's plugin; a service there needs"
                            + " another port.");
        }
        return address;
    }

    private static FarspanException refuse(String host, InetSocketAddress target, String why) {
        return new FarspanException(
                ProblemCode.ADDRESS_REFUSED,
                "The host '" + Names.shorten(host) + "' and the port " + target.getPort() + " are at "
                        + target.getAddress().getHostAddress() + ":" + target.getPort() + ", " + why);
    }

    private static byte[] head(Request request, Destination target) {
        if (!METHODS.contains(request.method())) {
            throw new IllegalArgumentException(
                    "The method must be one of " + METHODS + ", not '" + Names.shorten(request.method()) + "'");
        }
        URI uri = request.uri();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        StringBuilder head = new StringBuilder(256)
                .append(request.method())
                .append(' ')
                .append(ascii(path + query))
                .append(" HTTP/1.1\r\nHost: ")
                .append(target.host().contains(":") ? "[" + target.host() + "]" : target.host())
                .append(':')
                .append(target.port())
                .append("\r\nConnection: close\r\nContent-Length: ")
                .append(request.body().length);
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            head.append("\r\n").append(name(header.getKey())).append(": ").append(value(header));
        }
        return head.append("\r\n\r\n").toString().getBytes(US_ASCII);
    }

    private static String ascii(String path) {
        if (!path.matches("[\\x21-\\x7e]*")) {
            throw new IllegalArgumentException("'" + Names.shorten(path) + "' must be percent-encoded");
        }
        return path;
    }

    private static String name(String name) {
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("The header '" + Names.shorten(name) + "' cannot be set");
        }
        return name;
    }

    private static String value(Map.Entry<String, String> header) {
        if (!header.getValue().matches("[\\x20-\\x7e\\t]*")) {
            throw new IllegalArgumentException(
                    "The header '" + header.getKey() + "' has a value with characters that no header may have");
        }
        return header.getValue();
    }

    private static HttpResponse read(StagedConnection connection) throws IOException {
        HttpResponse response = new HttpResponse(LARGEST);
        byte[] buffer = new byte[BUFFER];
        while (!response.complete()) {
            int count = connection.read(buffer);
            if (count < 0) {
                response.end();
            } else {
                response.take(ByteBuffer.wrap(buffer, 0, count));
            }
        }
        return response;
    }
}
