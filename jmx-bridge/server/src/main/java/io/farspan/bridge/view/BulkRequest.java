package io.farspan.bridge.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.smallrye.mutiny.Uni;

import io.farspan.federation.Federation;
import io.farspan.federation.LazyResponse;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.json.RawJson;

/** Requests that go to an endpoint together, each with the handler of its response. */
final class BulkRequest {

    private final List<RawJson> requests = new ArrayList<>();
    private final List<Consumer<LazyResponse>> handlers = new ArrayList<>();

    void add(RawJson request, Consumer<LazyResponse> handler) {
        requests.add(request);
        handlers.add(handler);
    }

    int size() {
        return requests.size();
    }

    /** Sends them, in as many calls as needed, one after another; completes when every response has been handled. */
    Uni<Federation.Answered> send(Endpoint endpoint) {
        return send(endpoint, 0);
    }

    private Uni<Federation.Answered> send(Endpoint endpoint, int from) {
        int to = Math.min(requests.size(), from + ManagementCall.MOST_REQUESTS);
        return endpoint.ask(requests.subList(from, to)).chain(answered -> {
            for (int index = 0; index < answered.responses().size(); index++) {
                handlers.get(from + index).accept(answered.responses().get(index));
            }
            return to < requests.size() ? send(endpoint, to) : Uni.createFrom().item(answered);
        });
    }
}
