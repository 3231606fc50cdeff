package io.farspan.agent.point.condition;

import org.jspecify.annotations.Nullable;

/** Values that stand in an expression. */
final class Literal {

    private Literal() {}

    static Expression whole(long value) {
        return new Expression.Whole() {
            @Override
            long whole(long p, long q, @Nullable Object x, @Nullable Object y) {
                return value;
            }
        };
    }

    static Expression fraction(double value) {
        return new Expression.Fraction() {
            @Override
            double fraction(long p, long q, @Nullable Object x, @Nullable Object y) {
                return value;
            }
        };
    }

    static Expression truth(boolean value) {
        return new Expression.Truth() {
            @Override
            public boolean test(long p, long q, @Nullable Object x, @Nullable Object y) {
                return value;
            }
        };
    }

    static Expression object(@Nullable Object value) {
        return new ObjectLiteral(value);
    }

    /** A text, or null. */
    static final class ObjectLiteral extends Expression {
        private final @Nullable Object value;

        ObjectLiteral(@Nullable Object value) {
            super(Type.OBJECT);
            this.value = value;
        }

        @Override
        public @Nullable Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
            return value;
        }
    }
}
