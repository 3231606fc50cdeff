package io.farspan.home.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The router's settings that several features share. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.router")
public interface RouterConfig {

    /** The location of this router, as named in the map's {@code _home} record. Required where there is a standby. */
    Optional<String> location();

    /** Home's Ed25519 seed, 32 bytes in base64url. Functions must trust the matching public key. */
    String signingKey();

    /** The largest request body in bytes. */
    @WithDefault("4194304")
    int maxBodyBytes();

    /** The largest answer of one function in bytes, decompressed. */
    @WithDefault("67108864")
    int maxAnswerBytes();

    /** The largest answer to a call in bytes, for all locations together. Instances beyond it get a problem instead. */
    @WithDefault("67108864")
    long maxUnifiedBytes();

    /** How long to wait for a connection to a function. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** The most connections to each function. */
    @WithDefault("256")
    int connectionsPerFunction();

    /** A PEM file with the authorities for functions' certificates, if they are not public ones. */
    Optional<String> trustedCertificates();

    /** The file with this deployment's grants, in addition to the built-in ones; see the operator guide, Grants. */
    Optional<String> policy();

    /** How often the policy file is checked for changes. */
    @WithDefault("5s")
    Duration policyReload();

    /** The most calls that one caller may have under way. */
    @WithDefault("100")
    int callsPerCaller();

    /** The calls that the router makes to each location itself, so that a tool's first one is not slow; 0 for none. */
    @WithDefault("30")
    int warmUpCalls();

    /** The most heavy calls that one caller may have under way to one location's function; further ones wait. */
    @WithDefault("3")
    int heavyCallsPerCaller();

    /** Origins whose pages may use the router from a browser, such as {@code https://host:port}; none by default. */
    Optional<List<String>> allowedOrigins();
}
