package io.farspan.provider.traffic;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.farspan.provider.ProviderOptions;

/**
 * What directs the application's own traffic.
 *
 * @param provider which provider makes the director
 * @param name what the service calls the thing that is to be changed: a DNS name, a profile
 * @param timeout how long one exchange with the service may take
 * @param options what only its provider knows
 */
public record TrafficConfig(String provider, String name, Duration timeout, ProviderOptions options) {

    /** Precedes the name of each setting. */
    public static final String PREFIX = "farspan.traffic.";

    static final String PROVIDER = PREFIX + "provider";
    private static final String DEFAULT_TIMEOUT = "3000";

    /** With the options given. */
    public TrafficConfig(String provider, String name, Duration timeout, Map<String, String> options) {
        this(provider, name, timeout, new ProviderOptions(PREFIX, options));
    }

    /** From {@code farspan.traffic.*} settings, with the {@code options} that the provider knows. */
    public static TrafficConfig read(Function<String, Optional<String>> settings, Set<String> options) {
        return new TrafficConfig(
                ProviderOptions.require(settings, PROVIDER),
                ProviderOptions.require(settings, PREFIX + "name"),
                Duration.ofMillis(
                        Long.parseLong(settings.apply(PREFIX + "timeout-ms").orElse(DEFAULT_TIMEOUT))),
                ProviderOptions.read(PREFIX, options, settings));
    }
}
