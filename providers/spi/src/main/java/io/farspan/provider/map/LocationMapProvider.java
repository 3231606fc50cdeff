package io.farspan.provider.map;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;

/** Makes a {@link LocationMap} for one kind of server. Found by {@link ServiceLoader}. */
public interface LocationMapProvider {

    /** The word that chooses this provider in a configuration, for example {@code dns}. */
    String name();

    /**
     * A map for {@code config}. Does no I/O.
     *
     * @throws IllegalArgumentException when the configuration cannot work, saying which setting to change
     */
    LocationMap create(MapConfig config);

    /** The map for {@code config} from the provider it names. */
    static LocationMap createFrom(MapConfig config) {
        List<LocationMapProvider> providers = StreamSupport.stream(
                        ServiceLoader.load(LocationMapProvider.class, LocationMapProvider.class.getClassLoader())
                                .spliterator(),
                        false)
                .toList();
        return providers.stream()
                .filter(provider -> provider.name().equals(config.provider()))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("farspan.map.provider is '" + config.provider()
                        + "'; there are "
                        + providers.stream().map(LocationMapProvider::name).toList()))
                .create(config);
    }
}
