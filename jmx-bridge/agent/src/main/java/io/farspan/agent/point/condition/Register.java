package io.farspan.agent.point.condition;

import org.jspecify.annotations.Nullable;

/** Expressions that read a register, as variables do. */
public final class Register {

    private Register() {}

    /** A whole number in one of the two registers for numbers. */
    public static Expression whole(boolean second) {
        return second
                ? new Expression.Whole() {
                    @Override
                    long whole(long p, long q, @Nullable Object x, @Nullable Object y) {
                        return q;
                    }
                }
                : new Expression.Whole() {
                    @Override
                    long whole(long p, long q, @Nullable Object x, @Nullable Object y) {
                        return p;
                    }
                };
    }

    /** A number whose bits as a {@code double} are in one of the two registers for numbers. */
    public static Expression fraction(boolean second) {
        return new Expression.Fraction() {
            @Override
            double fraction(long p, long q, @Nullable Object x, @Nullable Object y) {
                return Double.longBitsToDouble(second ? q : p);
            }
        };
    }

    /** A boolean, 0 or 1 in one of the two registers for numbers. */
    public static Expression truth(boolean second) {
        return new Expression.Truth() {
            @Override
            public boolean test(long p, long q, @Nullable Object x, @Nullable Object y) {
                return (second ? q : p) != 0;
            }
        };
    }

    /** A character in one of the two registers for numbers. */
    public static Expression character(boolean second) {
        return new Expression(Expression.Type.OBJECT) {
            @Override
            public Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
                return (char) (second ? q : p);
            }
        };
    }

    /** One of the two registers for objects. */
    public static Expression object(boolean second) {
        return new Expression(Expression.Type.OBJECT) {
            @Override
            public @Nullable Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
                return second ? y : x;
            }
        };
    }

    /** An element of the array in the second register for objects, where numbers are in boxes. */
    public static Expression further(int index) {
        return new Expression(Expression.Type.OBJECT) {
            @Override
            public @Nullable Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
                if (!(y instanceof Object[])) {
                    throw EvaluationFailure.passing("a variable is missing: the site has just been opened");
                }
                return ((Object[]) y)[index];
            }
        };
    }
}
