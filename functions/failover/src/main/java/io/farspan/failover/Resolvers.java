package io.farspan.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.Routes;

/** Reads the map as clients do: from its own server and through the caching resolvers. */
@Singleton
class Resolvers {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final LocationMap map;
    private final List<LocationMap> readers;
    private final String description;

    Resolvers(FailoverConfig config, @ConfigProperty(name = "farspan.map.zone") String zone, LocationMap map) {
        this.map = map;
        List<String> resolvers = config.resolvers().orElse(List.of());
        this.readers = resolvers.stream()
                .map(resolver ->
                        LocationMapProvider.createFrom(new MapConfig("dns", zone, List.of(resolver), LIMIT, Map.of())))
                .toList();
        this.description =
                "the map's server" + (resolvers.isEmpty() ? "" : " and through " + String.join(", ", resolvers));
    }

    /** Whether the routes match everywhere. A server that cannot be read counts as no match. */
    Uni<Boolean> allMatch(String application, Predicate<Routes> expected) {
        List<LocationMap> all = new ArrayList<>(List.of(map));
        all.addAll(readers);
        return Uni.join()
                .all(all.stream()
                        .map(reader -> reader.routes(application)
                                .map(expected::test)
                                .onFailure(FarspanException.class)
                                .recoverWithItem(false))
                        .toList())
                .andFailFast()
                .map(seen -> seen.stream().allMatch(Boolean::booleanValue));
    }

    /** The servers that are read, for the ledger. */
    String description() {
        return description;
    }

    @PreDestroy
    void close() {
        readers.forEach(LocationMap::close);
    }
}
