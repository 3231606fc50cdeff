package io.farspan.core.call;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** The requests of a call to one instance that were not asked yet, in order. Used by one thread at a time. */
final class RequestQueue {

    private final Deque<PendingRequest> pending = new ArrayDeque<>();

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** The request that is asked next; there must be one. */
    PendingRequest first() {
        return pending.element();
    }

    void addLast(PendingRequest request) {
        pending.addLast(request);
    }

    void addFirst(PendingRequest request) {
        pending.addFirst(request);
    }

    /** Takes out what goes together next: as many as {@code most} units are, and one at least. */
    Slice next(int most) {
        List<PendingRequest> slice = new ArrayList<>();
        int units = 0;
        for (PendingRequest request = pending.peek(); request != null; request = pending.peek()) {
            units += request.units;
            if (!slice.isEmpty()
                    && (units > most || request.alone() || slice.get(0).alone())) {
                break;
            }
            slice.add(pending.remove());
        }
        return Slice.of(slice);
    }

    /** Puts back what was not asked after all. */
    void giveBack(Slice slice) {
        for (int i = slice.size() - 1; i >= 0; i--) {
            pending.addFirst(slice.requests().get(i));
        }
    }

    /** Puts back what has no answer, to be asked one by one. */
    void separate(Slice slice) {
        for (int i = slice.size() - 1; i >= 0; i--) {
            pending.addFirst(SeparateRequest.of(slice.requests().get(i)));
        }
    }

    /** Removes requests that are not to be asked any more. */
    void removeIf(Predicate<PendingRequest> needless) {
        pending.removeIf(needless);
    }

    /** Whether any of them counts against its caller's budget. */
    boolean hasBudgeted() {
        for (PendingRequest request : pending) {
            if (request.kind.budgeted) {
                return true;
            }
        }
        return false;
    }

    /** Fails the next request. */
    void failFirst(RequestFailure failure) {
        pending.remove().failed(failure);
    }

    /** Fails those that count against their caller's budget; the others stay. */
    void failBudgeted(RequestFailure failure) {
        for (Iterator<PendingRequest> each = pending.iterator(); each.hasNext(); ) {
            PendingRequest request = each.next();
            if (request.kind.budgeted) {
                each.remove();
                request.failed(failure);
            }
        }
    }

    /** Fails all of them. */
    void failAll(RequestFailure failure) {
        pending.forEach(request -> request.failed(failure));
        pending.clear();
    }
}
