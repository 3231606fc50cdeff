package io.farspan.diagnosis;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How closely applications are watched. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.diagnosis")
public interface DiagnosisConfig {

    /** How often each function is asked what it sees while somebody looks, or may act, or something is suspected. */
    @WithDefault("1s")
    Duration period();

    /** How often otherwise. */
    @WithDefault("5s")
    Duration idlePeriod();

    /** How long after the last question somebody is taken to look. */
    @WithDefault("10m")
    Duration attention();

    /** How often each function's host is reached while somebody looks; this invokes nothing. */
    @WithDefault("250ms")
    Duration pingEvery();

    /** How long one attempt may take. */
    @WithDefault("1s")
    Duration timeout();

    /** How long a function may take for a call that has to start it. */
    @WithDefault("10s")
    Duration coldStart();

    /**
     * How long an agent may be silent while it still takes connections before its instance is down, where the map names no
     * service endpoint that tells.
     */
    @WithDefault("30s")
    Duration silentAgentSoak();

    /** From which difference on a clock is wrong. */
    @WithDefault("30s")
    Duration clockTolerance();

    /** Where applications count the requests they serve, by a name of your choice; Tomcat's are known. */
    Map<String, Pool> pools();

    /** An MBean that counts requests. */
    interface Pool {

        /** Its object name or a pattern. */
        String mbean();

        /** The attribute that counts served requests. */
        @WithDefault("Served")
        String served();

        /** The attribute that counts requests that failed in the application. */
        @WithDefault("Errors")
        String errors();

        /** The attribute with the busy threads. */
        @WithDefault("Active")
        String active();

        /** The attribute with the most threads there may be. */
        @WithDefault("Size")
        String size();

        /**
         * The attribute that adds up how long requests took, in milliseconds. Without one it is reckoned from how many threads
         * are busy and how many requests are served.
         */
        Optional<String> time();
    }
}
