package io.farspan.telemetry.prometheus;

import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;

/** Settings of remote read. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.telemetry.read")
public interface ReadConfig {

    /**
     * The names of Prometheus' external labels, which it adds to each query and stored series lack. They are ignored. A
     * Prometheus with {@code filter_external_labels: false} adds none.
     */
    Optional<List<String>> externalLabels();
}
