package io.farspan.home.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The router's settings beside the map's ({@code farspan.map.*}) and Quarkus's own. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.router")
public interface RouterConfig {

    /** The location this router is in, as the map's {@code _home} record names it; needed where there is a standby. */
    Optional<String> location();

    /** Home's Ed25519 seed, 32 bytes in base64url. Functions trust the public key that belongs to it. */
    String signingKey();

    /** The largest request body in bytes. */
    @WithDefault("4194304")
    int maxBodyBytes();

    /** The largest answer of one function in bytes, after expansion. */
    @WithDefault("67108864")
    int maxAnswerBytes();

    /** The largest answer to a call in bytes, all locations together; instances that there is no room for say so. */
    @WithDefault("67108864")
    long maxUnifiedBytes();

    /** How long to wait for a connection to a function. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** Connections to each function at most. */
    @WithDefault("256")
    int connectionsPerFunction();

    /** PEM file of the authorities that functions' certificates come from, when they are not public ones. */
    Optional<String> trustedCertificates();

    /** The file with what this deployment grants beside what holds everywhere; see the operator guide, Grants. */
    Optional<String> policy();

    /** How often that file is looked at for changes. */
    @WithDefault("5s")
    Duration policyReload();

    /** The most calls that one caller may have under way. */
    @WithDefault("100")
    int callsPerCaller();

    /** How many calls are made to each location before anybody else's, so that the first one is not slow; 0 for none. */
    @WithDefault("30")
    int warmUpCalls();

    /** The most calls of one caller that are heavy and under way to one location's function; others wait. */
    @WithDefault("3")
    int heavyCallsPerCaller();

    /** Origins whose pages may use the router from a browser, as {@code https://host:port}; none by default. */
    Optional<List<String>> allowedOrigins();
}
