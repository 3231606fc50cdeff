package io.farspan.core.call;

import java.util.List;
import java.util.Optional;

import io.farspan.core.sharing.CommonBody;

/**
 * Requests that an agent is asked together, in order.
 *
 * @param requests at least one
 * @param units their weight
 * @param heavy whether they may keep the agent for more than a moment
 * @param budgeted whether they count against their caller's budget however long they take
 */
record Slice(List<PendingRequest> requests, int units, boolean heavy, boolean budgeted) {

    /** A slice of this weight is heavy whatever is in it. */
    private static final int HEAVY = 20;

    static Slice of(List<PendingRequest> requests) {
        int units = 0;
        boolean heavy = false;
        boolean budgeted = false;
        for (PendingRequest request : requests) {
            units += request.units;
            heavy |= request.kind.heavy;
            budgeted |= request.kind.budgeted;
        }
        return new Slice(requests, units, heavy || units >= HEAVY, budgeted);
    }

    int size() {
        return requests.size();
    }

    PendingRequest first() {
        return requests.get(0);
    }

    /** Whether it may change the instance; it is a single request then. */
    boolean isChange() {
        return first().kind == PendingRequest.Kind.CHANGE;
    }

    /** Whether it asks for the descriptions of all MBeans; it is a single request then. */
    boolean isList() {
        return first().kind == PendingRequest.Kind.LIST;
    }

    /** What the answers of several instances have in common. */
    Optional<CommonBody> common() {
        return first().common();
    }

    /** The bulk request for it. */
    byte[] body() {
        return Batch.body(requests.stream().map(request -> request.request).toList());
    }

    /** None of its requests has a response. */
    void failed(RequestFailure failure) {
        requests.forEach(request -> request.failed(failure));
    }
}
