package io.farspan.home.gate;

import jakarta.inject.Singleton;

import io.farspan.home.caller.Person;
import io.farspan.home.settings.RouterConfig;

/**
 * The one way to instances, whichever way a request came in: HTTP API, Jolokia endpoint, bridge. What passes it is in
 * canonical form, allowed by the policy, written into the ledger where it changes something, and masked on its way back.
 */
@Singleton
public class Gate {

    private final OutgoingCalls calls;
    private final CallPolicy policy;
    private final Audit audit;
    private final CallerShares shares;

    Gate(OutgoingCalls calls, CallPolicy policy, Audit audit, RouterConfig config) {
        this.calls = calls;
        this.policy = policy;
        this.audit = audit;
        this.shares = new CallerShares(config.callsPerCaller());
    }

    /** What {@code person} may use. */
    public GuardedPort port(Person person) {
        return new GuardedPort(calls, policy, audit, shares, person);
    }
}
