package io.farspan.home.reach;

import java.time.Duration;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How functions are called ({@code farspan.router.*}). */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.router")
public interface ReachConfig {

    /** Home's Ed25519 seed, 32 bytes in base64url. Functions must trust the matching public key. */
    String signingKey();

    /** The largest answer of one function in bytes, decompressed. */
    @WithDefault("67108864")
    int maxAnswerBytes();

    /** How long to wait for a connection to a function. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** The most connections to each function. */
    @WithDefault("256")
    int connectionsPerFunction();
}
