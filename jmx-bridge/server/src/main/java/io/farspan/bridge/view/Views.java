package io.farspan.bridge.view;

import java.util.LinkedHashMap;
import java.util.Map;

import io.farspan.bridge.description.DescriptionStore;
import io.farspan.federation.DescriptionCache;
import io.farspan.federation.Federation;
import io.farspan.protocol.call.ManagementPort;

/**
 * The open views. Tools of the same person that use the same view share what it knows, so that ten consoles cost the
 * application no more than one.
 */
public final class Views {

    private static final int MOST = 500;

    private final Federation federation = new Federation();
    private final DescriptionStore store = new DescriptionStore();
    private final DescriptionCache lists = new DescriptionCache();
    private final LargeValues large = new LargeValues();
    private final AgeLimits limits;
    private final Map<Key, View> open = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, View> eldest) {
            return size() > MOST;
        }
    };

    /** Views that show nothing older than {@code limits} allows. */
    public Views(AgeLimits limits) {
        this.limits = limits;
    }

    private record Key(String person, ViewName name, ManagementPort port) {}

    /** The view of a person, through that person's port. Ports are equal when they give the same rights. */
    public synchronized View of(ViewName name, String person, ManagementPort port) {
        return open.computeIfAbsent(new Key(person, name, port), key -> open(name, port));
    }

    /** A view without a user, which shares with others only what is known of equal descriptions and values. */
    public View apart(ViewName name, ManagementPort port) {
        return open(name, port);
    }

    private View open(ViewName name, ManagementPort port) {
        Endpoint endpoint = Endpoint.of(name, port, federation);
        return new View(
                name,
                endpoint,
                new ViewDescriptions(endpoint, store, lists, limits, name.isFederated()),
                large,
                limits);
    }
}
