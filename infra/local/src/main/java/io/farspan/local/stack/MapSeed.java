package io.farspan.local.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.ToolEndpoint;
import io.farspan.provider.map.TrafficTarget;

/** Writes the first state of an application's map, as Terraform does in a cloud. */
public final class MapSeed {

    /** Instances per change; an UPDATE message holds 64 KiB. */
    private static final int BATCH = 100;

    private static final int ATTEMPTS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final LocationMap map;
    private final String zone;
    private final Optional<ToolEndpoint> tool;

    /** A seed for a zone, with where tools connect if anywhere. */
    public MapSeed(LocationMap map, String zone, Optional<ToolEndpoint> tool) {
        this.map = map;
        this.zone = zone;
        this.tool = tool;
    }

    /** Creates an application with home in {@code dc1}. */
    public void create(String application, Map<String, FunctionEndpoint> functions, List<InstanceEntry> instances)
            throws IOException {
        List<MapChange.Edit> edits = new ArrayList<>();
        functions.values().forEach(function -> edits.add(new MapChange.PutFunction(function)));
        tool.ifPresent(endpoint -> edits.add(new MapChange.PutTool(endpoint)));
        edits.add(new MapChange.PutTraffic(functions.keySet().stream()
                .sorted()
                .map(location ->
                        new TrafficTarget(location, "lb." + location + "." + zone, 443, 100 / functions.size()))
                .toList()));
        List<String> standby = functions.keySet().stream()
                .filter(location -> !location.equals("dc1"))
                .sorted()
                .toList();
        commit(new MapChange(Optional.empty(), MapHead.first(application, "dc1", standby), edits));
        for (int from = 0; from < instances.size(); from += BATCH) {
            List<MapChange.Edit> batch = new ArrayList<>();
            instances
                    .subList(from, Math.min(instances.size(), from + BATCH))
                    .forEach(instance -> batch.add(new MapChange.PutInstance(instance)));
            change(application, batch);
        }
    }

    /** Changes an application's map, and retries when somebody else changes it at the same time. */
    public void change(String application, List<MapChange.Edit> edits) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            CommitResult result = await(map.head(application).chain(head -> map.commit(MapChange.of(head, edits))));
            if (result instanceof CommitResult.Committed) {
                return;
            }
        }
        throw new IOException("The location map was not changed");
    }

    private void commit(MapChange change) throws IOException {
        CommitResult result = await(map.commit(change));
        if (!(result instanceof CommitResult.Committed)) {
            throw new IOException("The location map was not written: " + result);
        }
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(LIMIT);
    }
}
