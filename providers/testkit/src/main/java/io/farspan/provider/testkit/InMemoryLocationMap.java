package io.farspan.provider.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapFault;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.ToolEndpoint;
import io.farspan.provider.map.TrafficTarget;

/**
 * A map in memory that keeps every law of {@link LocationMap}, can be disconnected, counts its reads, and can hold
 * faults.
 */
public final class InMemoryLocationMap implements LocationMap {

    private final Map<String, Content> applications = new HashMap<>();
    private boolean reachable = true;
    private int reads;

    private static final class Content {
        private MapHead head;
        private final Map<String, FunctionEndpoint> functions = new TreeMap<>();
        private final Map<InstanceId, InstanceEntry> instances = new TreeMap<>();
        private final List<MapFault> faults = new ArrayList<>();
        private List<TrafficTarget> traffic = List.of();
        private @Nullable ToolEndpoint tool;

        Content(MapHead head) {
            this.head = head;
        }
    }

    /** Disconnects the map, or connects it again. */
    public synchronized void reachable(boolean now) {
        reachable = now;
    }

    /** How many reads there were. */
    public synchronized int reads() {
        return reads;
    }

    /** Puts a record there that cannot be understood. */
    public synchronized void putFault(String application, MapFault fault) {
        content(application).faults.add(fault);
    }

    @Override
    public Uni<MapHead> head(String application) {
        return read(() -> content(application).head);
    }

    @Override
    public Uni<Routes> routes(String application) {
        return read(() -> {
            Content content = content(application);
            return new Routes(content.functions, Optional.ofNullable(content.tool), content.traffic, content.faults);
        });
    }

    @Override
    public Uni<InstanceListing> instances(String application, String location) {
        return read(() -> {
            Content content = content(application);
            return new InstanceListing(
                    content.instances.values().stream()
                            .filter(instance -> instance.id().location().equals(location))
                            .toList(),
                    content.faults.stream()
                            .filter(fault -> fault.location().equals(Optional.of(location)))
                            .toList());
        });
    }

    @Override
    public Uni<Optional<InstanceEntry>> instance(String application, InstanceId id) {
        return read(() -> Optional.ofNullable(content(application).instances.get(id)));
    }

    @Override
    public Uni<CommitResult> commit(MapChange change) {
        return Uni.createFrom().item(() -> apply(change));
    }

    private synchronized CommitResult apply(MapChange change) {
        if (!reachable) {
            return new CommitResult.Unreachable("The test has disconnected the map.");
        }
        String application = change.next().application();
        Optional<MapHead> current =
                Optional.ofNullable(applications.get(application)).map(content -> content.head);
        if (!current.equals(change.expected())) {
            return new CommitResult.Conflict(current);
        }
        Content content = applications.computeIfAbsent(application, a -> new Content(change.next()));
        content.head = change.next();
        for (MapChange.Edit edit : change.edits()) {
            if (edit instanceof MapChange.PutFunction put) {
                content.functions.put(put.endpoint().location(), put.endpoint());
            } else if (edit instanceof MapChange.PutInstance put) {
                content.instances.put(put.instance().id(), put.instance());
            } else if (edit instanceof MapChange.RemoveInstance remove) {
                content.instances.remove(remove.id());
            } else if (edit instanceof MapChange.PutTraffic put) {
                content.traffic = put.targets();
            } else if (edit instanceof MapChange.PutTool put) {
                content.tool = put.endpoint();
            }
        }
        return new CommitResult.Committed(change.next());
    }

    private <T> Uni<T> read(Supplier<T> value) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                reads++;
                if (!reachable) {
                    throw new FarspanException(ProblemCode.MAP_UNREACHABLE, "The test has disconnected the map.");
                }
                return value.get();
            }
        });
    }

    private Content content(String application) {
        Content content = applications.get(application);
        if (content == null) {
            throw new FarspanException(
                    ProblemCode.APPLICATION_UNKNOWN, "The location map has no application '" + application + "'.");
        }
        return content;
    }

    @Override
    public void close() {}
}
