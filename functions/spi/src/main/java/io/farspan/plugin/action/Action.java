package io.farspan.plugin.action;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.Role;

/**
 * A kind of troubleshooting action that is added to home by dropping a jar into the folder of its plugins, and started by
 * its name: {@code POST /api/v1/applications/{application}/actions}. A jar names its actions in
 * {@code META-INF/services/io.farspan.plugin.action.Action}; each has a public constructor without arguments.
 *
 * <p>Laws an action keeps:
 *
 * <ul>
 *   <li>It is made once and called by many threads at the same time, and keeps nothing between two calls: another home may go
 *       on with what this one began.
 *   <li>Neither it nor its {@link ActionPlan plans} do I/O or block. What instances are asked, home asks.
 *   <li>What instances answer is hostile until checked. A plan's results and its merger are bounded, however much is
 *       answered.
 * </ul>
 *
 * <p>Laws that hold for it, whatever it does: the caller has the role, and a grant to each request; what is asked and by whom
 * stands in the ledger first; secrets are masked before it sees an answer; an instance that fails costs its own outcome and
 * no other.
 */
public interface Action {

    /** What it is started by: a DNS label, unique among the actions of a router. */
    String name();

    /** What it does, in one sentence for people. */
    String summary();

    /** The least role whose holder may start it. Each request needs a grant besides. */
    Role role();

    /**
     * What is to be done for these arguments, the same each time.
     *
     * @param arguments as the caller gave them
     * @throws IllegalArgumentException when they cannot be used; the message says which, and what would be right
     */
    ActionPlan plan(ObjectNode arguments);
}
