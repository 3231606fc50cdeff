package io.farspan.protocol.problem;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far an exchange came before it failed: evidence for telling the application from the connection. */
public enum Stage {
    /** The name was not resolved. */
    @JsonProperty("dns")
    DNS,
    /** No connection was made. */
    @JsonProperty("tcp")
    TCP,
    /** The connection was made, but TLS was not established. */
    @JsonProperty("tls")
    TLS,
    /** The request was sent, no usable HTTP answer came. */
    @JsonProperty("http")
    HTTP,
    /** HTTP answered, Jolokia did not. */
    @JsonProperty("jolokia")
    JOLOKIA
}
