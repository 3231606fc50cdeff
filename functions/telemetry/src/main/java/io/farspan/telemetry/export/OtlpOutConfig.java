package io.farspan.telemetry.export;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import io.farspan.telemetry.store.ExportSignal;

/** Settings of how home sends what is stored to an OTLP/HTTP receiver. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.telemetry.otlp-out")
public interface OtlpOutConfig {

    /** Where the receiver is, such as {@code https://collector.example:4318}; {@code /v1/logs} and {@code /v1/metrics} are added. Without it nothing is sent. */
    Optional<URI> url();

    /** Headers of each request, such as {@code Authorization=Bearer …}, several separated by commas, so that no value can have one: that belongs into the file. They are never logged. */
    Optional<String> headers();

    /** A file of further headers, one {@code name: value} a line, which is read for each request. */
    Optional<String> headersFile();

    /** What is sent. */
    @WithDefault("logs,metrics")
    Set<ExportSignal> signals();

    /** Where an application begins for which nothing was sent before. */
    @WithDefault("now")
    Begin begin();

    /** How long the receiver may take to answer. */
    @WithDefault("10s")
    Duration timeout();

    /** About how many bytes of log records or points a request has, before it is compressed. */
    @WithDefault("1048576")
    int maxBatchBytes();

    /** How far behind it may be until the router's log says so. */
    @WithDefault("5m")
    Duration behind();

    /** Where sending begins. */
    enum Begin {
        /** With what arrives from now on. */
        NOW,
        /** With the oldest that is stored. */
        OLDEST
    }
}
