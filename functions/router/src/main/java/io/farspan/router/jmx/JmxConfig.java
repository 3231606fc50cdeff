package io.farspan.router.jmx;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the JMX bridge, which offers the applications of {@code farspan.applications}. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.jmx")
public interface JmxConfig {

    /** Whether JMX tools can connect at all. */
    @WithDefault("false")
    boolean enabled();

    /** The single port for the registry and all objects; 0 for a free one. */
    @WithDefault("1099")
    int port();

    /** The address to listen on. */
    @WithDefault("0.0.0.0")
    String bind();

    /** The host name or address by which tools reach the router; RMI sends it to them. */
    @WithDefault("${quarkus.http.host:localhost}")
    String host();

    /** The PKCS #12 file with the key and certificate for TLS. Without it, RMI is plain. */
    Optional<String> keyStore();

    /** The key store's password. */
    Optional<String> keyStorePassword();

    /** The maximum age of a value that is shown. With 0 the instance is asked each time. */
    @WithDefault("1s")
    Duration valueAge();

    /** The maximum age of an MBean description that is shown. Those of the platform's own MBeans never change. */
    @WithDefault("10s")
    Duration descriptionAge();

    /** The interval at which notifications are polled. */
    @WithDefault("500ms")
    Duration pollEvery();

    /** How long a connection may be silent before it is closed. Tools send a sign of life each minute. */
    @WithDefault("2m")
    Duration idle();

    /** The maximum number of open connections. */
    @WithDefault("1000")
    int mostConnections();
}
