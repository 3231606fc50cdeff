package io.farspan.plugin;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Sends HTTP requests into the networks that the function may reach (its setting {@code farspan.service.networks}), and
 * nowhere else. Agents of the location's instances, whose port is {@link AgentPort}, and what belongs to the platform
 * (metadata services, the Lambda runtime API) are refused even there; so is, in {@code farspan.agent.networks}, every
 * address with the port 8778 or one that an agent of the application has in the location, as another application's agent
 * may be there. A name is resolved once, and the connection goes to
 * the address that was checked. Redirects are answers and are not followed. Blocks until a little before the deadline at
 * most, as {@link AgentPort} does.
 */
public interface HttpPort {

    /** The most bytes of a response's body. */
    int LARGEST = 4 << 20;

    /**
     * Sends a request.
     *
     * @throws IOException when nothing usable comes back: how far the exchange came is in its message
     * @throws io.farspan.protocol.problem.FarspanException {@code ADDRESS_REFUSED} for an address outside the networks,
     *     of what is or may be an agent, or of the platform
     */
    Response send(Request request) throws IOException;

    /**
     * A request.
     *
     * @param method {@code GET}, {@code POST} …
     * @param uri {@code http} or {@code https}, with a host
     * @param headers in addition to {@code Host}, {@code Content-Length} and {@code Connection}, which are set for it
     * @param body what is sent; may be empty
     */
    record Request(String method, URI uri, Map<String, String> headers, byte[] body) {

        public Request {
            headers = Map.copyOf(headers);
        }

        /** A {@code GET} without further headers. */
        public static Request get(URI uri) {
            return new Request("GET", uri, Map.of(), new byte[0]);
        }
    }

    /** A response. */
    interface Response {

        /** The status code. */
        int status();

        /** A header's value; names in any case. */
        Optional<String> header(String name);

        /** The body, without any transfer coding. */
        byte[] body();
    }
}
