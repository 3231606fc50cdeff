package io.farspan.home.http;

import java.time.Duration;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long clients may take ({@code farspan.http.*}). Their number is {@code quarkus.http.limits.max-connections}. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.http")
public interface HttpConfig {

    /** How long a new connection may take until its first request's head is there, TLS handshake and all. */
    @WithDefault("10s")
    Duration headTimeout();

    /** How long a request's body may take from its head on. */
    @WithDefault("30s")
    Duration bodyTimeout();

    /** How long a kept connection may take from one answer to the next request's head. */
    @WithDefault("60s")
    Duration keepAlive();
}
