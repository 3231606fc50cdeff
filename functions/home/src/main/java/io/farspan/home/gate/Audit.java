package io.farspan.home.gate;

import java.util.List;

import io.smallrye.mutiny.Uni;

import io.farspan.home.caller.Person;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;

/** Records who is about to change something. */
public interface Audit {

    /**
     * Records those of the requests that change something; completes at once when none does. Never fails because the
     * record cannot be written: a full disk must not stop an operator from acting.
     */
    Uni<Void> record(Person person, ManagementCall call, List<JolokiaRequest> requests);
}
