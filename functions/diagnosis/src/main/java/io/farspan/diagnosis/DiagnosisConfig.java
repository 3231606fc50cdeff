package io.farspan.diagnosis;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the diagnosis: how closely applications are watched. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.diagnosis")
public interface DiagnosisConfig {

    /** The probe interval while the diagnosis is being read, this router may have to act, or something is suspected. */
    @WithDefault("1s")
    Duration period();

    /** The probe interval otherwise. */
    @WithDefault("5s")
    Duration idlePeriod();

    /** How long after it was last read the diagnosis counts as being read. */
    @WithDefault("10m")
    Duration attention();

    /**
     * The interval of connection attempts to each function's host while the diagnosis is being read. They invoke
     * nothing.
     */
    @WithDefault("250ms")
    Duration pingEvery();

    /** The timeout of one attempt. */
    @WithDefault("1s")
    Duration timeout();

    /** The timeout of a call that may have to start the function. */
    @WithDefault("10s")
    Duration coldStart();

    /**
     * How long an agent may accept connections without answering before its instance counts as down, if the map has no
     * service endpoint for it.
     */
    @WithDefault("30s")
    Duration silentAgentSoak();

    /**
     * The interval of the heartbeats of a location's instances together: each instance is told to send one after this
     * time, multiplied by their number, at most after five minutes.
     */
    @WithDefault("2s")
    Duration heartbeatEvery();

    /** The clock difference beyond which a clock is reported as wrong. */
    @WithDefault("30s")
    Duration clockTolerance();

    /** The MBeans in which applications count their requests, by a name of your choice. Tomcat's are built in. */
    Map<String, Pool> pools();

    /** An MBean that counts requests. */
    interface Pool {

        /** The object name or a pattern. */
        String mbean();

        /** The attribute that counts served requests. */
        @WithDefault("Served")
        String served();

        /** The attribute that counts requests that failed in the application. */
        @WithDefault("Errors")
        String errors();

        /** The attribute with the number of busy threads. */
        @WithDefault("Active")
        String active();

        /** The attribute with the maximum number of threads. */
        @WithDefault("Size")
        String size();

        /**
         * The attribute with the total time of all requests in milliseconds. Without it, request times are estimated
         * from the numbers of busy threads and served requests.
         */
        Optional<String> time();
    }
}
