package io.farspan.provider.map;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the map is and how it may be changed.
 *
 * @param provider which provider makes it
 * @param zone the DNS zone that holds it
 * @param servers {@code host:port} of its servers; the first takes changes, all are read from in order
 * @param tsig the TSIG key for changes, {@code algorithm:name:base64}; only a router has one
 * @param timeout how long one exchange with one server may take
 * @param options what only one provider knows, by the part of the setting's name after {@code farspan.map.}
 */
public record MapConfig(
        String provider,
        String zone,
        List<String> servers,
        Optional<String> tsig,
        Duration timeout,
        Map<String, String> options) {

    private static final List<String> OPTIONS = List.of(
            "endpoint", "route53.hosted-zone-id", "azure.tenant-id", "azure.subscription-id", "azure.resource-group");

    public MapConfig {
        servers = List.copyOf(servers);
        options = Map.copyOf(options);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("farspan.map.servers must name at least one server as host:port");
        }
    }

    /** With no option of one provider only. */
    public MapConfig(String provider, String zone, List<String> servers, Optional<String> tsig, Duration timeout) {
        this(provider, zone, servers, tsig, timeout, Map.of());
    }

    /** An option that the provider cannot do without. */
    public String option(String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The setting farspan.map." + name + " is missing; the provider '" + provider + "' needs it");
        }
        return value;
    }

    /** From {@code farspan.map.*} settings. */
    public static MapConfig read(Function<String, Optional<String>> settings) {
        Map<String, String> options = new HashMap<>();
        OPTIONS.forEach(name -> settings.apply("farspan.map." + name)
                .filter(value -> !value.isBlank())
                .ifPresent(value -> options.put(name, value)));
        return new MapConfig(
                settings.apply("farspan.map.provider").orElse("dns"),
                required(settings, "farspan.map.zone"),
                List.of(required(settings, "farspan.map.servers").split("\\s*,\\s*")),
                settings.apply("farspan.map.tsig"),
                Duration.ofMillis(
                        Long.parseLong(settings.apply("farspan.map.timeout-ms").orElse("1000"))),
                options);
    }

    private static String required(Function<String, Optional<String>> settings, String key) {
        return settings.apply(key)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("The setting " + key + " (environment variable "
                        + key.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_") + ") is missing"));
    }

    @Override
    public String toString() {
        return "MapConfig[" + provider + ", " + zone + ", " + servers + ", tsig="
                + (tsig.isPresent() ? "present" : "none") + "]";
    }
}
