package io.farspan.agent.point.condition;

/** What the names that stand for themselves mean at a place in code. */
@FunctionalInterface
public interface Scope {

    /**
     * The expression that reads a variable.
     *
     * @throws MalformedExpression when there is none of this name, with the names that there are
     */
    Expression variable(String name);
}
