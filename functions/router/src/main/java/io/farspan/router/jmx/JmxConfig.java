package io.farspan.router.jmx;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The JMX bridge's settings. It offers the applications of {@code farspan.applications}. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.jmx")
public interface JmxConfig {

    /** Whether JMX tools can connect at all. */
    @WithDefault("false")
    boolean enabled();

    /** The one port for the registry and all objects; 0 for a free one. */
    @WithDefault("1099")
    int port();

    /** The address to listen at. */
    @WithDefault("0.0.0.0")
    String bind();

    /** The name or address that tools reach the router by; RMI sends it to them. */
    @WithDefault("${quarkus.http.host:localhost}")
    String host();

    /** PKCS #12 file with the key and certificate for TLS; plain RMI without. */
    Optional<String> keyStore();

    /** The key store's password. */
    Optional<String> keyStorePassword();

    /** The oldest a shown value may be. 0 asks the instance each time. */
    @WithDefault("1s")
    Duration valueAge();

    /** The oldest a shown description may be; the platform's own MBeans' never change. */
    @WithDefault("10s")
    Duration descriptionAge();

    /** The pause between two looks for notifications. */
    @WithDefault("500ms")
    Duration pollEvery();

    /** After how long without a sign of life a connection is closed. Tools show one each minute. */
    @WithDefault("2m")
    Duration idle();

    /** The most open connections. */
    @WithDefault("1000")
    int mostConnections();
}
