package io.farspan.agent.point.condition;

import java.lang.reflect.Array;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** An element of an array, or of a list of the JDK. */
final class Element extends Expression {

    private final Expression target;
    private final Expression index;

    Element(Expression target, Expression index) {
        super(Type.OBJECT);
        this.target = target;
        this.index = index;
    }

    @Override
    public @Nullable Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
        Object all = target.value(p, q, x, y);
        long at = index.whole(p, q, x, y);
        if (all == null || Secrets.isSecret(all)) {
            throw new EvaluationFailure("an element of " + (all == null ? "null" : "a secret"));
        }
        try {
            if (all.getClass().isArray()) {
                return Array.get(all, Math.toIntExact(at));
            }
            if (KnownTypes.isList(all)) {
                return ((List<?>) all).get(Math.toIntExact(at));
            }
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new EvaluationFailure("there is no element " + at);
        }
        throw new EvaluationFailure(
                Operand.described(all) + " is neither an array nor a list of the JDK that can be read by index");
    }
}
