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
 * The requests of a call, sorted into those an agent is asked and those that are wrong in themselves. An agent refuses a
 * whole batch for one malformed item; here the wrong one gets its own error and the others their answers.
 */
public final class Batch {

    private final List<@Nullable RawJson> errors = new ArrayList<>();
    private final byte[] body;
    private final int sent;
    private final boolean changesState;

    /** Sorts requests. */
    public Batch(List<RawJson> requests) {
        ByteArrayOutputStream bulk = new ByteArrayOutputStream();
        bulk.write('[');
        int count = 0;
        boolean changes = false;
        for (RawJson raw : requests) {
            JolokiaRequest request = JolokiaRequest.of(raw);
            Optional<String> defect = request.defect();
            errors.add(defect.map(why -> error(request, why)).orElse(null));
            if (defect.isEmpty()) {
                if (count++ > 0) {
                    bulk.write(',');
                }
                bulk.writeBytes(raw.toBytes());
                changes |= request.changesState();
            }
        }
        bulk.write(']');
        this.body = bulk.toByteArray();
        this.sent = count;
        this.changesState = changes;
    }

    /** The bulk request for an agent. */
    public byte[] body() {
        return body;
    }

    /** How many requests it holds; with none no agent need be asked. */
    public int sent() {
        return sent;
    }

    /** Whether any of them may change an instance. */
    public boolean changesState() {
        return changesState;
    }

    /** One response per request of the call: an agent's, in order, and the errors between them. */
    public List<RawJson> complete(List<RawJson> responses) {
        if (sent == errors.size()) {
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
