package io.farspan.agent.point.condition;

/** An expression cannot be used: what is wrong with it, and where. */
public final class MalformedExpression extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public MalformedExpression(String message) {
        super(message);
    }
}
