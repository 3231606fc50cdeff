package io.farspan.agent.point.condition;

import org.jspecify.annotations.Nullable;

/** Calculations with numbers: whole ones as Java's {@code long}, all others as {@code double}. */
final class Arithmetic {

    private Arithmetic() {}

    /**
     * The calculation with two expressions.
     *
     * @param operator one of {@code + - * / %}
     */
    static Expression of(char operator, Expression left, Expression right) {
        if (left.type() == Expression.Type.WHOLE && right.type() == Expression.Type.WHOLE) {
            return new Expression.Whole() {
                @Override
                long whole(long p, long q, @Nullable Object x, @Nullable Object y) {
                    return calculate(operator, left.whole(p, q, x, y), right.whole(p, q, x, y));
                }
            };
        }
        if (left.type() != Expression.Type.OBJECT && right.type() != Expression.Type.OBJECT) {
            return new Expression.Fraction() {
                @Override
                double fraction(long p, long q, @Nullable Object x, @Nullable Object y) {
                    return calculate(operator, left.fraction(p, q, x, y), right.fraction(p, q, x, y));
                }
            };
        }
        return new Expression(Expression.Type.OBJECT) {
            @Override
            public Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
                Object first = left.value(p, q, x, y);
                Object second = right.value(p, q, x, y);
                if (Operand.isWhole(first) && Operand.isWhole(second)) {
                    return calculate(operator, Operand.whole(first), Operand.whole(second));
                }
                return calculate(operator, Operand.fraction(first), Operand.fraction(second));
            }
        };
    }

    private static long calculate(char operator, long left, long right) {
        if (right == 0 && (operator == '/' || operator == '%')) {
            throw new EvaluationFailure("a division by zero");
        }
        switch (operator) {
            case '+':
                return left + right;
            case '-':
                return left - right;
            case '*':
                return left * right;
            case '/':
                return left / right;
            default:
                return left % right;
        }
    }

    private static double calculate(char operator, double left, double right) {
        switch (operator) {
            case '+':
                return left + right;
            case '-':
                return left - right;
            case '*':
                return left * right;
            case '/':
                return left / right;
            default:
                return left % right;
        }
    }
}
