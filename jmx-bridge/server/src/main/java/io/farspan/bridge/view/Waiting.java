package io.farspan.bridge.view;

import io.smallrye.mutiny.Uni;

/** The edge where a tool's thread waits: RMI calls block. */
final class Waiting {

    private Waiting() {}

    static <T> T on(Uni<T> answer) {
        return answer.await().atMost(Endpoint.DEADLINE.multipliedBy(2));
    }
}
