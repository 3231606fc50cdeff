package io.farspan.home.http;

import java.time.Duration;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Time limits for HTTP clients ({@code farspan.http.*}). Their number is limited by
 * {@code quarkus.http.limits.max-connections}.
 */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.http")
public interface HttpConfig {

    /**
     * How long a new connection may take until the head of its first request has arrived, including the TLS handshake.
     */
    @WithDefault("10s")
    Duration headTimeout();

    /** How long a request's body may take to arrive after its head. */
    @WithDefault("30s")
    Duration bodyTimeout();

    /** How long a kept-alive connection may take from one answer to the head of the next request. */
    @WithDefault("60s")
    Duration keepAlive();
}
