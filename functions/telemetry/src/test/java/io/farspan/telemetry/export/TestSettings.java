package io.farspan.telemetry.export;

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.farspan.telemetry.store.ExportSignal;

/**
 * Settings of tests.
 *
 * @param begin where sending begins
 * @param maxBatchBytes about how many bytes a request has
 */
record TestSettings(OtlpOutConfig.Begin begin, int maxBatchBytes) implements OtlpOutConfig {

    @Override
    public Optional<URI> url() {
        return Optional.empty(); // the receiver has it
    }

    @Override
    public Optional<String> headers() {
        return Optional.empty();
    }

    @Override
    public Optional<String> headersFile() {
        return Optional.empty();
    }

    @Override
    public Set<ExportSignal> signals() {
        return EnumSet.allOf(ExportSignal.class);
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(20);
    }

    @Override
    public Duration behind() {
        return Duration.ofMinutes(5);
    }
}
