package io.farspan.core.call;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.json.RawJson;

/**
 * The requests of a call, sorted into those that are sent to an agent and those that are malformed. An agent refuses a
 * whole batch for one malformed item; here that item gets an error of its own and the others get their answers.
 */
public final class Batch {

    private final List<@Nullable RawJson> errors = new ArrayList<>();
    private final List<WeighedRequest> items = new ArrayList<>();
    private final byte[] body;
    private final boolean changesState;

    /** Sorts requests of Farspan's own. */
    public Batch(List<RawJson> requests) {
        this(requests, AgentLimits.USUAL);
    }

    /** Sorts requests and lowers what they ask to the limits. */
    public Batch(List<RawJson> requests, AgentLimits limits) {
        boolean changes = false;
        for (RawJson raw : requests) {
            JolokiaRequest request = JolokiaRequest.of(raw);
            Optional<String> defect = request.defect();
            errors.add(defect.map(why -> error(request, why)).orElse(null));
            if (defect.isEmpty()) {
                items.add(WeighedRequest.of(request, request.tree(), limits));
                changes |= request.changesState();
            }
        }
        this.body = body(items.stream().map(WeighedRequest::bounded).toList());
        this.changesState = changes;
    }

    static byte[] body(List<RawJson> requests) {
        ByteArrayOutputStream bulk = new ByteArrayOutputStream();
        bulk.write('[');
        for (int i = 0; i < requests.size(); i++) {
            if (i > 0) {
                bulk.write(',');
            }
            bulk.writeBytes(requests.get(i).toBytes());
        }
        bulk.write(']');
        return bulk.toByteArray();
    }

    /** The bulk request for an agent. */
    public byte[] body() {
        return body;
    }

    /** How many requests are sent; with none no agent is asked. */
    public int sent() {
        return items.size();
    }

    /** The requests that are sent. */
    List<WeighedRequest> items() {
        return items;
    }

    /** Whether any of them may change an instance. */
    public boolean changesState() {
        return changesState;
    }

    /** One response per request of the call: an agent's, in order, and the errors between them. */
    public List<RawJson> complete(List<RawJson> responses) {
        if (items.size() == errors.size()) {
            return responses;
        }
        List<RawJson> all = new ArrayList<>(errors.size());
        int next = 0;
        for (RawJson error : errors) {
            all.add(error != null ? error : responses.get(next++));
        }
        return all;
    }

    /** As an agent reports an item's error. */
    private static RawJson error(JolokiaRequest request, String why) {
        return JolokiaResponse.raw(
                JolokiaResponse.error(request.raw().tree(), 400, IllegalArgumentException.class.getName(), why));
    }
}
