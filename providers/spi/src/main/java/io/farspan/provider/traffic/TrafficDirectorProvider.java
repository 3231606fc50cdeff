package io.farspan.provider.traffic;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;

/** Makes a {@link TrafficDirector} for one service. Found by {@link ServiceLoader}. */
public interface TrafficDirectorProvider {

    /** The word that chooses this provider in {@code farspan.traffic.provider}. */
    String name();

    /**
     * A director for {@code farspan.traffic.*} settings. Does no I/O.
     *
     * @throws IllegalArgumentException when they cannot work, saying which one to change
     */
    TrafficDirector create(Function<String, Optional<String>> settings);

    /** A setting that a provider cannot do without. */
    static String required(Function<String, Optional<String>> settings, String key) {
        return settings.apply(key)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("The setting " + key + " is missing"));
    }

    /** The director that the settings name; nothing where clients go by the map's own records. */
    static Optional<TrafficDirector> createFrom(Function<String, Optional<String>> settings) {
        Optional<String> name =
                settings.apply("farspan.traffic.provider").filter(it -> !it.isBlank() && !it.equals("map"));
        return name.map(wanted -> {
            for (TrafficDirectorProvider provider :
                    ServiceLoader.load(TrafficDirectorProvider.class, TrafficDirectorProvider.class.getClassLoader())) {
                if (provider.name().equals(wanted)) {
                    return provider.create(settings);
                }
            }
            throw new IllegalArgumentException(
                    "farspan.traffic.provider is '" + wanted + "'; there are map, route53 and trafficmanager");
        });
    }
}
