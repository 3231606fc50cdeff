package io.farspan.core.collect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.farspan.plugin.PluginContext;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.stream.StreamName;

/**
 * Reads a location's streams for a plugin that passes the records on, and holds no checkpoints: the agents have them. A
 * stream is read from where its agent was last told that its records are held.
 */
public final class SpoolReading {

    private final PluginContext context;

    /** A reading during one call. */
    public SpoolReading(PluginContext context) {
        this.context = context;
    }

    /** What follows each stream's last release, as far as there is room; see {@link CollectCall} for the arguments. */
    public CollectAnswer read(int maxBytes, boolean ends) {
        return new Collection(context, new CollectCall(Map.of(), maxBytes, ends), true).run();
    }

    /**
     * Tells the agents that what is before these offsets is held. An agent that does not hear it gives the same records
     * again.
     */
    public void release(Map<InstanceId, Map<StreamName, Checkpoint>> held) {
        Map<InstanceId, List<RawJson>> requests = new LinkedHashMap<>();
        held.forEach((instance, streams) -> {
            List<RawJson> its = new ArrayList<>();
            streams.forEach((name, at) -> its.add(AgentStreams.release(name, at.incarnation(), at.from())));
            if (!its.isEmpty()) {
                requests.put(instance, its);
            }
        });
        if (!requests.isEmpty()) {
            context.agents().ask(requests);
        }
    }
}
