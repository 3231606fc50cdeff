package io.farspan.agent.point.condition;

import org.jspecify.annotations.Nullable;

/** Conjunction, disjunction and negation; the right side is left alone when the left one decides. */
final class Logic {

    private Logic() {}

    static Expression and(Expression left, Expression right) {
        return new Expression.Truth() {
            @Override
            public boolean test(long p, long q, @Nullable Object x, @Nullable Object y) {
                return left.test(p, q, x, y) && right.test(p, q, x, y);
            }
        };
    }

    static Expression or(Expression left, Expression right) {
        return new Expression.Truth() {
            @Override
            public boolean test(long p, long q, @Nullable Object x, @Nullable Object y) {
                return left.test(p, q, x, y) || right.test(p, q, x, y);
            }
        };
    }

    static Expression not(Expression operand) {
        return new Expression.Truth() {
            @Override
            public boolean test(long p, long q, @Nullable Object x, @Nullable Object y) {
                return !operand.test(p, q, x, y);
            }
        };
    }
}
