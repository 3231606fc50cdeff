package io.farspan.agent.point.spec;

import java.util.ArrayList;
import java.util.List;

import io.farspan.agent.point.condition.Expression;
import io.farspan.agent.point.condition.Parser;
import io.farspan.agent.point.condition.Scope;

/** The text of a log point with expressions between braces; a doubled brace stands for itself. */
public final class Template {

    private static final int MOST_EXPRESSIONS = 20;

    private final List<String> texts = new ArrayList<>();
    private final List<String> expressions = new ArrayList<>();

    private Template() {}

    /**
     * Reads {@code "order {id} of {customer.name}"}.
     *
     * @throws IllegalArgumentException when a brace is alone or an expression is malformed
     */
    static Template parse(String text) {
        Template template = new Template();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c == '{' || c == '}') && i + 1 < text.length() && text.charAt(i + 1) == c) {
                part.append(c);
                i++;
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                template.add(part.toString(), end < 0 ? "" : text.substring(i + 1, end));
                part.setLength(0);
                i = end;
            } else if (c == '}') {
                throw new IllegalArgumentException("a '}' without '{' in the message: write '}}' for a brace");
            } else {
                part.append(c);
            }
        }
        template.texts.add(part.toString());
        return template;
    }

    private void add(String text, String expression) {
        if (expression.isBlank()) {
            throw new IllegalArgumentException(
                    "a '{' without an expression and '}' in the message: write '{{' for a brace");
        }
        if (expressions.size() == MOST_EXPRESSIONS) {
            throw new IllegalArgumentException("a message has at most " + MOST_EXPRESSIONS + " expressions");
        }
        Parser.names(expression);
        texts.add(text);
        expressions.add(expression);
    }

    /** The texts around the expressions, one more than there are expressions. */
    public List<String> texts() {
        return List.copyOf(texts);
    }

    /** The variables of all expressions. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        expressions.forEach(expression -> Parser.names(expression).stream()
                .filter(name -> !names.contains(name))
                .forEach(names::add));
        return names;
    }

    /** The expressions, bound to the variables of a place. */
    public List<Expression> bind(Scope scope) {
        List<Expression> bound = new ArrayList<>();
        expressions.forEach(expression -> bound.add(Parser.parse(expression, scope)));
        return bound;
    }
}
