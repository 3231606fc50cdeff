package io.farspan.telemetry.scrape;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The limits of scrapes. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.telemetry.scrape")
public interface ScrapeConfig {

    /** The most series of one scrape, all instances together. */
    @WithDefault("100000")
    int maxSeries();
}
