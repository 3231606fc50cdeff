package io.farspan.troubleshooting.actions;

import java.util.List;

import io.smallrye.mutiny.Multi;

import io.farspan.home.caller.Person;
import io.farspan.home.gate.OutgoingCalls;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;

/** Instances as actions ask them: what the person may not ask is refused, and what comes back is masked. */
interface ActionCalls {

    /** Fails with the first refusal unless the person may make all of these requests. */
    void require(Person person, String application, List<JolokiaRequest> requests);

    /** Asks, one call to each location, and streams the outcomes as locations answer. */
    Multi<OutgoingCalls.Line> stream(Person person, ManagementCall call);
}
