package io.farspan.bridge.view;

import io.smallrye.mutiny.Uni;

/** Waits for an answer. RMI calls block, so this is where their threads wait; nothing else in a view does. */
final class Blocking {

    private Blocking() {}

    static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Endpoint.DEADLINE.multipliedBy(2));
    }
}
