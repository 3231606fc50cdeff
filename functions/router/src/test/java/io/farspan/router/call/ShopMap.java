package io.farspan.router.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.testkit.InMemoryLocationMap;

import static org.assertj.core.api.Assertions.assertThat;

/** The map of the application {@code shop} with the locations {@code aws1}, its home, and {@code az1}. */
final class ShopMap {

    static final Duration LIMIT = Duration.ofSeconds(10);
    static final InstanceId AWS_1 = new InstanceId("aws1", "i-1");
    static final InstanceId AWS_2 = new InstanceId("aws1", "i-2");
    static final InstanceId AZURE_1 = new InstanceId("az1", "i-1");

    private ShopMap() {}

    /** The map with a function in each location and the edits. */
    static LocationMap with(MapChange.Edit... edits) {
        LocationMap map = new InMemoryLocationMap();
        MapHead first = MapHead.first("shop", "aws1", List.of());
        MapHead head = commit(
                map,
                new MapChange(
                        Optional.empty(),
                        first,
                        List.of(
                                new MapChange.PutFunction(function("aws1")),
                                new MapChange.PutFunction(function("az1")))));
        commit(map, MapChange.of(head, List.of(edits)));
        return map;
    }

    static MapChange.Edit instance(InstanceId id, InstanceEntry.State state) {
        return new MapChange.PutInstance(new InstanceEntry(id, "192.0.2.1", 8778, state, Map.of()));
    }

    private static FunctionEndpoint function(String location) {
        return new FunctionEndpoint(location, location + ".test", Optional.empty(), 443, "/f", "server", true, 1);
    }

    private static MapHead commit(LocationMap map, MapChange change) {
        assertThat(map.commit(change).await().atMost(LIMIT)).isInstanceOf(CommitResult.Committed.class);
        return change.next();
    }
}
