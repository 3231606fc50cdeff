package io.farspan.core.call;

import java.util.Optional;

import io.farspan.core.sharing.CommonBody;
import io.farspan.protocol.json.RawJson;

/** One request object as it goes to an agent, and what becomes of its response. */
abstract class PendingRequest {

    /** The weight of reading all attributes of an MBean; one attribute is 1. */
    static final int WHOLE_MBEAN = 6;

    /** What goes with others into one HTTP request. */
    enum Kind {
        /** One or a few values. */
        LIGHT(false, false),
        /** Names, or the description of one MBean. */
        LOOKUP(false, true),
        /** What may keep an agent for a while. */
        HEAVY(true, true),
        /** The descriptions of all MBeans: nothing else with it. */
        LIST(true, true),
        /** What may change the instance: nothing else with it, so that it has a result of its own. */
        CHANGE(true, true);

        /** Takes the one turn for what may keep an agent. */
        final boolean heavy;

        /** Is refused to those who have used up their budget. */
        final boolean budgeted;

        Kind(boolean heavy, boolean budgeted) {
            this.heavy = heavy;
            this.budgeted = budgeted;
        }
    }

    final RawJson request;
    final int units;
    final Kind kind;

    PendingRequest(RawJson request, int units, Kind kind) {
        this.request = request;
        this.units = units;
        this.kind = kind;
    }

    boolean alone() {
        return kind == Kind.LIST || kind == Kind.CHANGE;
    }

    /** Whether the agent keeps something for it until the caller removes it. */
    boolean subscribes() {
        return false;
    }

    /** What the answers of several instances have in common, when it is likely to be large. */
    Optional<CommonBody> common() {
        return Optional.empty();
    }

    /** The agent's response. */
    abstract void answered(RawJson response);

    /** There is none. */
    abstract void failed(RequestFailure failure);
}
