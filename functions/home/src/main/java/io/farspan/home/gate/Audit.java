package io.farspan.home.gate;

import java.util.List;

import io.smallrye.mutiny.Uni;

import io.farspan.home.caller.Person;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;

/** Writes down who is about to change something. */
public interface Audit {

    /**
     * Done when what of these requests changes something is written down, at once when none does. Never fails for want of
     * a place to write: somebody who must act is not kept from it by a full disk.
     */
    Uni<Void> record(Person person, ManagementCall call, List<JolokiaRequest> requests);
}
