package io.farspan.provider.map;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.farspan.provider.ProviderOptions;

/**
 * Where the map is and how it is reached.
 *
 * @param provider which provider makes it
 * @param zone the DNS zone that holds it
 * @param servers {@code host:port} of its servers; the first takes changes, all are read from in order
 * @param timeout how long one exchange with one server may take
 * @param options what only its provider knows
 */
public record MapConfig(String provider, String zone, List<String> servers, Duration timeout, ProviderOptions options) {

    /** Precedes the name of each setting. */
    public static final String PREFIX = "farspan.map.";

    static final String PROVIDER = PREFIX + "provider";
    private static final String DEFAULT_TIMEOUT = "1000";

    public MapConfig {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException(
                    "The setting farspan.map.servers must name at least one server as host:port");
        }
    }

    /** With the options given. */
    public MapConfig(
            String provider, String zone, List<String> servers, Duration timeout, Map<String, String> options) {
        this(provider, zone, servers, timeout, new ProviderOptions(PREFIX, options));
    }

    /** From {@code farspan.map.*} settings, with the {@code options} that the provider knows. */
    public static MapConfig read(Function<String, Optional<String>> settings, Set<String> options) {
        return new MapConfig(
                provider(settings),
                ProviderOptions.require(settings, PREFIX + "zone"),
                List.of(ProviderOptions.require(settings, PREFIX + "servers").split("\\s*,\\s*")),
                Duration.ofMillis(
                        Long.parseLong(settings.apply(PREFIX + "timeout-ms").orElse(DEFAULT_TIMEOUT))),
                ProviderOptions.read(PREFIX, options, settings));
    }

    static String provider(Function<String, Optional<String>> settings) {
        return ProviderOptions.require(settings, PROVIDER);
    }
}
