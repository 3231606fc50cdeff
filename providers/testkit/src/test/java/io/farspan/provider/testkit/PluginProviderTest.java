package io.farspan.provider.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.traffic.TrafficDirector;
import io.farspan.provider.traffic.TrafficDirectorProvider;
import io.farspan.testkit.plugin.PluginJar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Providers of both kinds that arrive as jars. */
class PluginProviderTest {

    private static final String MAP_PROVIDER =
            """
            package sample;

            import io.farspan.provider.ProviderContext;
            import io.farspan.provider.map.LocationMap;
            import io.farspan.provider.map.LocationMapProvider;
            import io.farspan.provider.map.MapConfig;
            import io.farspan.provider.testkit.InMemoryLocationMap;
            import java.util.Set;

            public class SampleMapProvider implements LocationMapProvider {
                public String name() { return "sample"; }
                public Set<String> options() { return Set.of("sample.region"); }
                public LocationMap create(MapConfig config, ProviderContext context) {
                    if (!config.options().require("sample.region").equals("north")) {
                        throw new IllegalArgumentException("farspan.map.sample.region must be north");
                    }
                    return new InMemoryLocationMap();
                }
            }
            """;

    private static final String DIRECTOR_PROVIDER =
            """
            package sample;

            import io.farspan.provider.ProviderContext;
            import io.farspan.provider.map.TrafficTarget;
            import io.farspan.provider.traffic.*;
            import io.smallrye.mutiny.Uni;
            import java.util.*;

            public class SampleDirectorProvider implements TrafficDirectorProvider {
                public String name() { return "sample"; }
                public Set<String> options() { return Set.of(); }
                public TrafficDirector create(TrafficConfig config, ProviderContext context) {
                    return new TrafficDirector() {
                        public Uni<Void> direct(String application, List<TrafficTarget> targets) {
                            return Uni.createFrom().voidItem();
                        }
                        public Uni<Map<String, Integer>> shares(String application) {
                            return Uni.createFrom().item(Map.of(config.name(), 100));
                        }
                        public void close() {}
                    };
                }
            }
            """;

    @TempDir
    Path folder;

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "farspan.map.provider", "sample",
            "farspan.map.zone", "map.farspan.test",
            "farspan.map.servers", "127.0.0.1:9",
            "farspan.map.sample.region", "north",
            "farspan.traffic.provider", "sample",
            "farspan.traffic.name", "front"));

    @Test
    void aMapProviderThatIsDroppedInMakesTheMapWithItsOwnOptions() throws IOException {
        // given
        PluginJar.write(
                folder.resolve("sample.jar"), LocationMapProvider.class, "sample.SampleMapProvider", MAP_PROVIDER);

        // when
        try (PluginFolder plugins = plugins();
                LocationMap map = LocationMapProvider.createFrom(settings(), plugins)) {
            // then
            assertThat(map).isInstanceOf(InMemoryLocationMap.class);
        }
    }

    @Test
    void itsOwnRefusalOfAnOptionReachesTheOperator() throws IOException {
        // given
        PluginJar.write(
                folder.resolve("sample.jar"), LocationMapProvider.class, "sample.SampleMapProvider", MAP_PROVIDER);
        settings.put("farspan.map.sample.region", "south");

        // when, then
        try (PluginFolder plugins = plugins()) {
            assertThatThrownBy(() -> LocationMapProvider.createFrom(settings(), plugins))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("farspan.map.sample.region must be north");
        }
    }

    @Test
    void aDirectorThatIsDroppedInDirectsTraffic() throws IOException {
        // given
        PluginJar.write(
                folder.resolve("sample.jar"),
                TrafficDirectorProvider.class,
                "sample.SampleDirectorProvider",
                DIRECTOR_PROVIDER);

        // when
        try (PluginFolder plugins = plugins();
                TrafficDirector director =
                        TrafficDirectorProvider.createFrom(settings(), plugins).orElseThrow()) {
            // then
            assertThat(director.shares("shop").await().indefinitely()).isEqualTo(Map.of("front", 100));
        }
    }

    @Test
    void withoutItsJarTheMessageSaysWhereToPutIt() {
        try (PluginFolder plugins = plugins()) {
            assertThatThrownBy(() -> LocationMapProvider.createFrom(settings(), plugins))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("farspan.map.provider is 'sample'")
                    .hasMessageContaining("farspan.plugins");
        }
    }

    private PluginFolder plugins() {
        settings.put("farspan.plugins", folder.toString());
        return PluginFolder.read(settings(), getClass().getClassLoader());
    }

    private Function<String, Optional<String>> settings() {
        return key -> Optional.ofNullable(settings.get(key));
    }
}
