package io.farspan.core.call;

import java.util.Optional;

import io.farspan.core.sharing.CommonBody;
import io.farspan.protocol.json.RawJson;

/** A request that is sent individually, because an agent refused or could not handle it together with others. */
final class SeparateRequest extends PendingRequest {

    private final PendingRequest request;

    private SeparateRequest(PendingRequest request) {
        super(request.request, request.units, request.kind);
        this.request = request;
    }

    /** The request, to be sent individually from now on. */
    static SeparateRequest of(PendingRequest request) {
        return request instanceof SeparateRequest separate ? separate : new SeparateRequest(request);
    }

    @Override
    boolean alone() {
        return true;
    }

    @Override
    boolean subscribes() {
        return false; // it was counted the first time
    }

    @Override
    Optional<CommonBody> common() {
        return request.common();
    }

    @Override
    void answered(RawJson response) {
        request.answered(response);
    }

    @Override
    void failed(RequestFailure failure) {
        request.failed(failure);
    }
}
