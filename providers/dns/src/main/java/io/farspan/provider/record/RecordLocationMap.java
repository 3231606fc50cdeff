package io.farspan.provider.record;

import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.Routes;

/** A map that is read as records, whatever way it is changed. */
public abstract class RecordLocationMap implements LocationMap {

    private final MapReader reader;

    /** A map that is read through {@code reader}. */
    protected RecordLocationMap(MapReader reader) {
        this.reader = reader;
    }

    @Override
    public Uni<MapHead> head(String application) {
        return reader.head(application);
    }

    @Override
    public Uni<Routes> routes(String application) {
        return reader.routes(application);
    }

    @Override
    public Uni<InstanceListing> instances(String application, String location) {
        return reader.instances(application, location);
    }

    @Override
    public Uni<Optional<InstanceEntry>> instance(String application, InstanceId id) {
        return reader.instance(application, id);
    }
}
