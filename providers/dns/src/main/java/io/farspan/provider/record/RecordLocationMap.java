package io.farspan.provider.record;

import java.util.Optional;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.Routes;

/**
 * A map that is read as records, whatever way it is changed. Where its servers show a change late, whoever made it here
 * still reads it at once: a home that did not see its own renewals could not keep its lease.
 */
public abstract class RecordLocationMap implements LocationMap {

    private final MapReader reader;
    private final Supplier<MapReader> truth;
    private final OwnCommits own = new OwnCommits();
    private final boolean late;

    /** A map that is read through {@code reader}, which shows a change as soon as it is made. */
    protected RecordLocationMap(MapReader reader) {
        this.reader = reader;
        this.truth = () -> reader;
        this.late = false;
    }

    /**
     * A map whose {@code reader} shows a change some time after it was made; {@code truth}, which costs more, shows it at
     * once and is read only while the other is known to be behind.
     */
    protected RecordLocationMap(MapReader reader, Supplier<MapReader> truth) {
        this.reader = reader;
        this.truth = truth;
        this.late = true;
    }

    /** To be told of each change's outcome by maps that are read late. */
    protected final CommitResult settled(MapChange change, CommitResult result) {
        if (result instanceof CommitResult.Committed committed) {
            own.committed(change.expected(), committed.head());
        } else {
            own.forget(change.next().application());
        }
        return result;
    }

    @Override
    public Uni<MapHead> head(String application) {
        return reader.head(application).map(own::newest);
    }

    @Override
    public Uni<Routes> routes(String application) {
        return upToDate(application).chain(current -> current.routes(application));
    }

    @Override
    public Uni<InstanceListing> instances(String application, String location) {
        return upToDate(application).chain(current -> current.instances(application, location));
    }

    @Override
    public Uni<Optional<InstanceEntry>> instance(String application, InstanceId id) {
        return upToDate(application).chain(current -> current.instance(application, id));
    }

    private Uni<MapReader> upToDate(String application) {
        return late
                ? reader.findHead(application)
                        .map(head -> head.filter(own::isBehind).isPresent() ? truth.get() : reader)
                : Uni.createFrom().item(reader);
    }
}
