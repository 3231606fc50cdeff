package io.farspan.troubleshooting.actions;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;

import io.farspan.home.caller.Person;
import io.farspan.home.gate.Gate;
import io.farspan.home.gate.OutgoingCalls;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.trace.TraceContext;

/** Instances through the gate. */
@Singleton
class GateCalls implements ActionCalls {

    private final Gate gate;

    GateCalls(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void require(Person person, String application, List<JolokiaRequest> requests) {
        gate.recorded(person).require(application, requests);
    }

    @Override
    public Multi<OutgoingCalls.Line> stream(Person person, ManagementCall call) {
        return gate.recorded(person).stream(call, TraceContext.continueFrom(Optional.empty()));
    }
}
