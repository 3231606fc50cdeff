package io.farspan.home.http;

import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What requests are accepted ({@code farspan.router.*}). */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.router")
public interface RequestConfig {

    /** The largest request body in bytes. */
    @WithDefault("4194304")
    int maxBodyBytes();

    /** Origins whose pages may use the router from a browser, such as {@code https://host:port}; none by default. */
    Optional<List<String>> allowedOrigins();
}
