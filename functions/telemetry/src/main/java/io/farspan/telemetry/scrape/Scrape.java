package io.farspan.telemetry.scrape;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;

/**
 * What a scraper asks for. Equal ones have the same answer.
 *
 * @param application the application
 * @param location the only location that is asked; empty for all
 * @param format the format of the answer
 * @param deadline how long instances have to answer
 */
record Scrape(String application, Optional<String> location, TextFormat format, Duration deadline) {

    ManagementCall call(List<JolokiaRequest> requests) {
        InstanceSelector select = location.map(name -> new InstanceSelector(Set.of(name), Set.of(), Map.of()))
                .orElse(InstanceSelector.ALL);
        return new ManagementCall(application, select, requests, List.of(), deadline);
    }
}
