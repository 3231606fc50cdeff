package io.farspan.agent.point.condition;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** A call of one of the few methods that are allowed: of texts, and of collections of the JDK. */
final class Call extends Expression {

    /** A longer text is not looked through. */
    static final int LONGEST_TEXT = 64 << 10;

    /** What can be called, with how many arguments. */
    enum Method {
        LENGTH("length", 0),
        IS_EMPTY("isEmpty", 0),
        SIZE("size", 0),
        CONTAINS("contains", 1),
        STARTS_WITH("startsWith", 1),
        ENDS_WITH("endsWith", 1),
        EQUALS("equals", 1),
        EQUALS_IGNORE_CASE("equalsIgnoreCase", 1),
        INDEX_OF("indexOf", 1),
        CHAR_AT("charAt", 1),
        SUBSTRING("substring", 2),
        TRIM("trim", 0),
        TO_LOWER_CASE("toLowerCase", 0),
        TO_UPPER_CASE("toUpperCase", 0),
        NAME("name", 0),
        GET("get", 1);

        private final String word;
        private final int arguments;

        Method(String word, int arguments) {
            this.word = word;
            this.arguments = arguments;
        }
    }

    private final Method method;
    private final Expression target;
    private final List<Expression> arguments;

    private Call(Method method, Expression target, List<Expression> arguments) {
        super(Type.OBJECT);
        this.method = method;
        this.target = target;
        this.arguments = arguments;
    }

    static Expression of(Expression target, String name, List<Expression> arguments) {
        for (Method method : Method.values()) {
            if (method.word.equals(name)) {
                if (method.arguments != arguments.size()) {
                    throw new MalformedExpression(
                            name + "() takes " + method.arguments + " arguments, not " + arguments.size());
                }
                return new Call(method, target, List.copyOf(arguments));
            }
        }
        throw new MalformedExpression("the method " + name
                + "() cannot be called: it might change something. These can: "
                + Arrays.stream(Method.values()).map(method -> method.word).collect(Collectors.joining(", ")));
    }

    @Override
    public @Nullable Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
        Object receiver = target.value(p, q, x, y);
        if (method == Method.EQUALS) {
            return Operand.same(receiver, arguments.get(0).value(p, q, x, y));
        }
        if (receiver == null || Secrets.isSecret(receiver)) {
            throw new EvaluationFailure(method.word + "() of " + (receiver == null ? "null" : "a secret"));
        }
        if (KnownTypes.isCollection(receiver)) {
            return ofSize(((Collection<?>) receiver).size());
        }
        if (KnownTypes.isMap(receiver)) {
            return method == Method.GET ? found(receiver, p, q, x, y) : ofSize(((Map<?, ?>) receiver).size());
        }
        return ofText(shortText(receiver), p, q, x, y);
    }

    private Object ofSize(int size) {
        if (method == Method.SIZE) {
            return size;
        }
        if (method == Method.IS_EMPTY) {
            return size == 0;
        }
        throw new EvaluationFailure(method.word + "() of a collection");
    }

    private @Nullable Object found(Object map, long p, long q, @Nullable Object x, @Nullable Object y) {
        String key = shortText(arguments.get(0).value(p, q, x, y));
        if (!KnownTypes.isLookedUp(map)) {
            throw new EvaluationFailure(
                    "get() of " + Operand.described(map) + ", which may call the application's code");
        }
        if (Secrets.isNamedSecret(key)) {
            throw new EvaluationFailure("the value of a key that is named like a secret");
        }
        return ((Map<?, ?>) map).get(key);
    }

    private Object ofText(String text, long p, long q, @Nullable Object x, @Nullable Object y) {
        switch (method) {
            case LENGTH:
                return text.length();
            case IS_EMPTY:
                return text.isEmpty();
            case TRIM:
                return text.trim();
            case TO_LOWER_CASE:
                return text.toLowerCase(Locale.ROOT);
            case TO_UPPER_CASE:
                return text.toUpperCase(Locale.ROOT);
            case NAME:
                return text;
            case CHAR_AT:
                return text.charAt(within(text, arguments.get(0).whole(p, q, x, y), text.length() - 1));
            case SUBSTRING:
                int end = within(text, arguments.get(1).whole(p, q, x, y), text.length());
                return text.substring(within(text, arguments.get(0).whole(p, q, x, y), end), end);
            case SIZE:
            case GET:
            case EQUALS:
                throw new EvaluationFailure(method.word + "() of a text");
            default:
                return ofTexts(text, shortText(arguments.get(0).value(p, q, x, y)));
        }
    }

    private Object ofTexts(String text, String other) {
        switch (method) {
            case CONTAINS:
                return text.contains(other);
            case STARTS_WITH:
                return text.startsWith(other);
            case ENDS_WITH:
                return text.endsWith(other);
            case EQUALS_IGNORE_CASE:
                return text.equalsIgnoreCase(other);
            default:
                return text.indexOf(other);
        }
    }

    private String shortText(@Nullable Object value) {
        String text = Operand.text(value);
        if (text == null) {
            throw new EvaluationFailure(method.word + "() of " + Operand.described(value)
                    + ": only texts and collections of the JDK can be asked");
        }
        if (text.length() > LONGEST_TEXT) {
            throw new EvaluationFailure(
                    "a text of " + text.length() + " characters: " + LONGEST_TEXT + " are looked at");
        }
        return text;
    }

    private int within(String text, long index, int most) {
        if (index < 0 || index > most) {
            throw new EvaluationFailure(
                    method.word + "() at " + index + " of a text of " + text.length() + " characters");
        }
        return (int) index;
    }
}
