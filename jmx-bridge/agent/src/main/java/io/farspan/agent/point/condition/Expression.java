package io.farspan.agent.point.condition;

import org.jspecify.annotations.Nullable;

/**
 * An expression that is bound to the variables of a place in code. It is stateless and thread-safe, runs no code of the
 * application, and ends after a number of steps that its length bounds.
 *
 * <p>The variables come in registers: two for numbers, in which a fraction is the bits of a {@code double} and a boolean is 0
 * or 1, and two for objects, of which the second can be an array of further ones.
 */
public abstract class Expression {

    /** What is known of the value before there is one. */
    enum Type {
        BOOLEAN,
        WHOLE,
        FRACTION,
        /** Anything, a number in a box too. */
        OBJECT
    }

    private final Type type;

    Expression(Type type) {
        this.type = type;
    }

    final Type type() {
        return type;
    }

    /**
     * The value as a boolean.
     *
     * @throws EvaluationFailure when it is none, or a part of the expression has no value
     */
    public boolean test(long p, long q, @Nullable Object x, @Nullable Object y) {
        return Operand.truth(value(p, q, x, y));
    }

    /** The value as a whole number. */
    long whole(long p, long q, @Nullable Object x, @Nullable Object y) {
        return Operand.whole(value(p, q, x, y));
    }

    /** The value as a number that may have a fraction. */
    double fraction(long p, long q, @Nullable Object x, @Nullable Object y) {
        return Operand.fraction(value(p, q, x, y));
    }

    /**
     * The value as an object.
     *
     * @throws EvaluationFailure when a part of the expression has no value
     */
    public abstract @Nullable Object value(long p, long q, @Nullable Object x, @Nullable Object y);

    /** An expression that is true or false. */
    abstract static class Truth extends Expression {
        Truth() {
            super(Type.BOOLEAN);
        }

        @Override
        public abstract boolean test(long p, long q, @Nullable Object x, @Nullable Object y);

        @Override
        public final Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
            return test(p, q, x, y);
        }
    }

    /** An expression whose value is a whole number. */
    abstract static class Whole extends Expression {
        Whole() {
            super(Type.WHOLE);
        }

        @Override
        abstract long whole(long p, long q, @Nullable Object x, @Nullable Object y);

        @Override
        final double fraction(long p, long q, @Nullable Object x, @Nullable Object y) {
            return whole(p, q, x, y);
        }

        @Override
        public final Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
            return whole(p, q, x, y);
        }
    }

    /** An expression whose value is a number with a fraction. */
    abstract static class Fraction extends Expression {
        Fraction() {
            super(Type.FRACTION);
        }

        @Override
        abstract double fraction(long p, long q, @Nullable Object x, @Nullable Object y);

        @Override
        public final Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
            return fraction(p, q, x, y);
        }
    }
}
