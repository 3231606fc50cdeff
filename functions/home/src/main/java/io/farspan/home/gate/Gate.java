package io.farspan.home.gate;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.home.caller.Person;
import io.farspan.protocol.json.RawJson;

/**
 * The single way to instances, for the HTTP API, the Jolokia endpoint and the bridge. A request that passes is in
 * canonical form, allowed by the policy and, if it changes something, recorded in the ledger; its answer is masked.
 */
@Singleton
public class Gate {

    private final OutgoingCalls calls;
    private final CallPolicy policy;
    private final Audit audit;
    private final PluginAudit plugins;
    private final CallerShares shares;

    Gate(OutgoingCalls calls, CallPolicy policy, Audit audit, PluginAudit plugins, GateConfig config) {
        this.plugins = plugins;
        this.calls = calls;
        this.policy = policy;
        this.audit = audit;
        this.shares = new CallerShares(config.callsPerCaller());
    }

    /** The functions' plugins as {@code person} may use them. */
    public GuardedPlugins plugins(Person person) {
        return new GuardedPlugins(plugins, shares, person);
    }

    /**
     * The instances as an action that {@code person} began may use them. What it asks was written down when it began, and its
     * answers are kept for others to read, so that secrets are masked whoever the person is.
     */
    public GuardedPort recorded(Person person) {
        Audit recorded = (who, call, requests) -> Uni.createFrom().voidItem();
        return new GuardedPort(calls, policy, recorded, shares, person).maskedForAll();
    }

    /** A value without what could be a secret by its name. */
    public static RawJson masked(RawJson value) {
        return SecretMask.mask(value);
    }

    /** The instances as {@code person} may use them. */
    public GuardedPort port(Person person) {
        return new GuardedPort(calls, policy, audit, shares, person);
    }
}
