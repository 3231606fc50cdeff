package io.farspan.agent.point.condition;

import org.jspecify.annotations.Nullable;

/**
 * Comparisons: of two whole numbers, of two numbers, and of two values about which is decided when they are there. Texts are
 * ordered by their characters.
 */
final class Comparison {

    private final boolean less;
    private final boolean equal;
    private final boolean greater;

    private Comparison(boolean less, boolean equal, boolean greater) {
        this.less = less;
        this.equal = equal;
        this.greater = greater;
    }

    /**
     * The comparison of two expressions.
     *
     * @param operator one of {@code < <= > >= == !=}
     */
    static Expression of(String operator, Expression left, Expression right) {
        Comparison comparison = new Comparison(
                operator.startsWith("<") || operator.equals("!="),
                operator.endsWith("=") && !operator.equals("!="),
                operator.startsWith(">") || operator.equals("!="));
        if (left.type() == Expression.Type.WHOLE && right.type() == Expression.Type.WHOLE) {
            return comparison.ofWhole(left, right);
        }
        if (isNumber(left) && isNumber(right)) {
            return comparison.ofFractions(left, right);
        }
        return operator.equals("==") || operator.equals("!=")
                ? comparison.ofSameness(left, right)
                : comparison.ofValues(left, right);
    }

    private static boolean isNumber(Expression expression) {
        return expression.type() == Expression.Type.WHOLE || expression.type() == Expression.Type.FRACTION;
    }

    private boolean accepts(int order) {
        return order < 0 ? less : order == 0 ? equal : greater;
    }

    /** What is not a number is neither less nor greater than anything, and equal to nothing. */
    private boolean accepts(double left, double right) {
        return left < right ? less : left > right ? greater : left == right ? equal : less && greater;
    }

    private Expression ofWhole(Expression left, Expression right) {
        return new Expression.Truth() {
            @Override
            public boolean test(long p, long q, @Nullable Object x, @Nullable Object y) {
                return accepts(Long.compare(left.whole(p, q, x, y), right.whole(p, q, x, y)));
            }
        };
    }

    private Expression ofFractions(Expression left, Expression right) {
        return new Expression.Truth() {
            @Override
            public boolean test(long p, long q, @Nullable Object x, @Nullable Object y) {
                return accepts(left.fraction(p, q, x, y), right.fraction(p, q, x, y));
            }
        };
    }

    private Expression ofSameness(Expression left, Expression right) {
        return new Expression.Truth() {
            @Override
            public boolean test(long p, long q, @Nullable Object x, @Nullable Object y) {
                return Operand.same(left.value(p, q, x, y), right.value(p, q, x, y)) == equal;
            }
        };
    }

    private Expression ofValues(Expression left, Expression right) {
        return new Expression.Truth() {
            @Override
            public boolean test(long p, long q, @Nullable Object x, @Nullable Object y) {
                return accepts(left.value(p, q, x, y), right.value(p, q, x, y));
            }
        };
    }

    private boolean accepts(@Nullable Object left, @Nullable Object right) {
        if (Operand.isWhole(left) && Operand.isWhole(right)) {
            return accepts(Long.compare(Operand.whole(left), Operand.whole(right)));
        }
        if (Operand.isNumber(left) && Operand.isNumber(right)) {
            return accepts(Operand.fraction(left), Operand.fraction(right));
        }
        String leftText = Operand.text(left);
        String rightText = Operand.text(right);
        if (leftText == null || rightText == null) {
            throw new EvaluationFailure(
                    Operand.described(left) + " and " + Operand.described(right) + " have no order");
        }
        return accepts(leftText.compareTo(rightText));
    }
}
