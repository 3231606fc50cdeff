package io.farspan.provider.map;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;

/**
 * One instance as the map has it.
 *
 * @param id its id
 * @param address the literal IP address of its Jolokia agent, never a name: nothing is resolved on the way to it
 * @param port the agent's TCP port
 * @param state whether it serves
 * @param labels what it can be selected by; names and values of letters, digits, {@code . _ -}
 * @param service what its users reach, so that a silent agent is not taken for a dead application
 */
public record InstanceEntry(
        InstanceId id,
        String address,
        int port,
        State state,
        Map<String, String> labels,
        Optional<ServiceEndpoint> service) {

    private static final String WORD = "[A-Za-z0-9._-]{1,63}";

    /** Whether an instance serves. */
    public enum State {
        /** It serves. */
        UP,
        /** It is being emptied and still answers. */
        DRAINING,
        /** It is known not to answer, and is not asked. */
        DOWN;

        /** The lower-case word of the record. */
        @JsonValue
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** From the lower-case word. */
        @JsonCreator
        public static State parse(String word) {
            for (State state : values()) {
                if (state.word().equals(word)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("state must be up, draining or down, not '" + Names.shorten(word) + "'");
        }
    }

    @JsonCreator
    public InstanceEntry(
            @JsonProperty(required = true) InstanceId id,
            @JsonProperty(required = true) String address,
            @JsonProperty(required = true) int port,
            State state,
            Map<String, String> labels,
            Optional<ServiceEndpoint> service) {
        this.id = id;
        this.address = LiteralAddress.parse(address).getHostAddress();
        this.port = port;
        this.state = state == null ? State.UP : state;
        this.labels = labels == null ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
        this.service = service == null ? Optional.empty() : service;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
        }
        this.labels.forEach((name, value) -> {
            if (!name.matches(WORD) || !value.matches(WORD)) {
                throw new IllegalArgumentException("label '" + Names.shorten(name + "=" + value)
                        + "' must be made of 1 to 63 letters, digits, '.', '_' or '-' on each side");
            }
        });
    }

    /** An instance whose service endpoint is not known. */
    public InstanceEntry(InstanceId id, String address, int port, State state, Map<String, String> labels) {
        this(id, address, port, state, labels, Optional.empty());
    }

    /** The same with a service endpoint. */
    public InstanceEntry with(ServiceEndpoint endpoint) {
        return new InstanceEntry(id, address, port, state, labels, Optional.of(endpoint));
    }

    /** The address to connect to. */
    public InetAddress inetAddress() {
        return LiteralAddress.parse(address);
    }
}
