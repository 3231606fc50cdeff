package io.farspan.telemetry.rules;

import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which attributes of MBeans are metrics. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.telemetry.metrics")
public interface RulesConfig {

    /**
     * OpenTelemetry's rule sets that are used: {@code jvm}, {@code tomcat}, {@code kafka-broker}, {@code activemq},
     * {@code jetty}.
     */
    @WithDefault("jvm,tomcat,kafka-broker,activemq,jetty")
    List<String> targets();

    /** Files with further rules in OpenTelemetry's format. */
    Optional<List<String>> rules();
}
