package io.farspan.agent.point.condition;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads expressions: {@code || && == != < <= > >= + - * / % !}, parentheses, numbers, texts, {@code true}, {@code false},
 * {@code null}, variables, fields, elements, and calls of a few methods, with Java's precedence.
 */
public final class Parser {

    /** The longest expression, in characters. */
    public static final int LONGEST = 1_000;

    private static final int MOST_STEPS = 100;
    private static final int DEEPEST = 30;

    private final Tokens tokens;
    private final Scope scope;
    private int steps;
    private int depth;

    private Parser(String text, Scope scope) {
        this.tokens = new Tokens(text);
        this.scope = scope;
    }

    /**
     * The expression of a text.
     *
     * @throws MalformedExpression when it is not one, is too long, or names a secret
     */
    public static Expression parse(String text, Scope scope) {
        if (text.length() > LONGEST) {
            throw new MalformedExpression("an expression must have at most " + LONGEST + " characters");
        }
        Parser parser = new Parser(text, scope);
        Expression all = parser.either();
        if (parser.tokens.peek() != 0) {
            throw parser.tokens.malformed("an operator or the end is expected");
        }
        return all;
    }

    /** The condition of a text: an expression that can be true or false. */
    public static Expression condition(String text, Scope scope) {
        Expression all = parse(text, scope);
        if (all.type() == Expression.Type.WHOLE || all.type() == Expression.Type.FRACTION) {
            throw new MalformedExpression("a condition must be true or false, and this is a number: " + text);
        }
        return all;
    }

    /** The names of variables that a text uses, in their order; fails for a text that is no expression. */
    public static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        parse(text, name -> {
            if (!names.contains(name)) {
                names.add(name);
            }
            return Literal.object(null);
        });
        return names;
    }

    private Expression either() {
        enter();
        Expression left = both();
        while (tokens.take("||")) {
            left = step(Logic.or(truth(left), truth(both())));
        }
        depth--;
        return left;
    }

    private void enter() {
        if (++depth > DEEPEST) {
            throw tokens.malformed("more than " + DEEPEST + " expressions inside one another");
        }
    }

    private Expression both() {
        Expression left = sameness();
        while (tokens.take("&&")) {
            left = step(Logic.and(truth(left), truth(sameness())));
        }
        return left;
    }

    private Expression sameness() {
        Expression left = order();
        while (true) {
            if (tokens.take("==")) {
                left = step(Comparison.of("==", left, order()));
            } else if (tokens.take("!=")) {
                left = step(Comparison.of("!=", left, order()));
            } else {
                return left;
            }
        }
    }

    private Expression order() {
        Expression left = sum();
        for (String operator : List.of("<=", ">=", "<", ">")) {
            if (tokens.take(operator)) {
                return step(Comparison.of(operator, left, sum()));
            }
        }
        return left;
    }

    private Expression sum() {
        Expression left = product();
        while (tokens.peek() == '+' || tokens.peek() == '-') {
            left = calculation(left, this::product);
        }
        return left;
    }

    private Expression product() {
        Expression left = sign();
        while (tokens.peek() == '*' || tokens.peek() == '/' || tokens.peek() == '%') {
            left = calculation(left, this::sign);
        }
        return left;
    }

    private Expression calculation(Expression left, Supplier<Expression> operand) {
        char operator = tokens.peek();
        tokens.require(String.valueOf(operator));
        return step(Arithmetic.of(operator, number(left), number(operand.get())));
    }

    private Expression sign() {
        enter();
        Expression operand;
        if (tokens.peek() == '!') {
            tokens.require("!");
            operand = step(Logic.not(truth(sign())));
        } else if (tokens.take("-")) {
            operand = step(Arithmetic.of('-', Literal.whole(0), number(sign())));
        } else {
            operand = path();
        }
        depth--;
        return operand;
    }

    private Expression path() {
        Expression target = primary();
        while (true) {
            if (tokens.take(".")) {
                target = step(member(target, harmless(tokens.name())));
            } else if (tokens.take("[")) {
                target = step(new Element(target, number(either())));
                tokens.require("]");
            } else {
                return target;
            }
        }
    }

    private Expression member(Expression target, String name) {
        if (!tokens.take("(")) {
            return FieldReading.of(target, name);
        }
        List<Expression> arguments = new ArrayList<>();
        if (!tokens.take(")")) {
            do {
                arguments.add(either());
            } while (tokens.take(","));
            tokens.require(")");
        }
        return Call.of(target, name, arguments);
    }

    private Expression primary() {
        char next = tokens.peek();
        if (tokens.take("(")) {
            Expression inside = either();
            tokens.require(")");
            return inside;
        }
        if (next >= '0' && next <= '9') {
            return step(tokens.number());
        }
        if (next == '\'' || next == '"') {
            return step(Literal.object(tokens.quoted()));
        }
        return step(named(tokens.name()));
    }

    private Expression named(String name) {
        switch (name) {
            case "true":
            case "false":
                return Literal.truth(name.equals("true"));
            case "null":
                return Literal.object(null);
            default:
                return scope.variable(harmless(name));
        }
    }

    private String harmless(String name) {
        if (Secrets.isNamedSecret(name)) {
            throw tokens.malformed("'" + name + "' is named like a secret, which no expression can read,");
        }
        return name;
    }

    private Expression truth(Expression operand) {
        if (operand.type() == Expression.Type.WHOLE || operand.type() == Expression.Type.FRACTION) {
            throw tokens.malformed("a value that is true or false is needed instead of the number");
        }
        return operand;
    }

    private Expression number(Expression operand) {
        if (operand.type() == Expression.Type.BOOLEAN) {
            throw tokens.malformed("a number is needed instead of a value that is true or false");
        }
        return operand;
    }

    private Expression step(Expression expression) {
        if (++steps > MOST_STEPS) {
            throw tokens.malformed("more than " + MOST_STEPS + " steps");
        }
        return expression;
    }
}
