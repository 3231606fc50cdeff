package io.farspan.agent.point.hit;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.point.condition.EvaluationFailure;
import io.farspan.agent.point.condition.Expression;
import io.farspan.agent.record.JsonText;

/** What a hit's record says, made of the variables at the place. */
public final class Rendering {

    private static final int MOST_FRAMES = 50;
    private static final List<String> OURS =
            List.of("io.farspan.agent.point.hit.", "io.farspan.agent.point.transform.", "java.lang.Farspan");

    private final List<String> names;
    private final List<String> texts;
    private final List<Expression> expressions;
    private final int depth;
    private final int longest;

    private Rendering(List<String> names, List<String> texts, List<Expression> expressions, int depth, int longest) {
        this.names = List.copyOf(names);
        this.texts = List.copyOf(texts);
        this.expressions = List.copyOf(expressions);
        this.depth = depth;
        this.longest = longest;
    }

    /** A text with the values of expressions, which find the variables in the register for further ones. */
    public static Rendering message(List<String> names, List<String> texts, List<Expression> expressions, int longest) {
        return new Rendering(names, texts, expressions, 1, longest);
    }

    /** All variables as JSON, and the stack. */
    public static Rendering snapshot(List<String> names, int depth, int longest) {
        return new Rendering(names, List.of(), List.of(), depth, longest);
    }

    /** How many variables it needs. */
    int size() {
        return names.size();
    }

    String text(@Nullable Object[] values) {
        return texts.isEmpty() ? snapshot(values) : message(values);
    }

    private String message(@Nullable Object[] values) {
        StringBuilder text = new StringBuilder(texts.get(0));
        for (int i = 0; i < expressions.size(); i++) {
            try {
                append(text, expressions.get(i).value(0, 0, null, values));
            } catch (EvaluationFailure e) {
                text.append('(').append(e.getMessage()).append(')');
            }
            text.append(texts.get(i + 1));
        }
        return text.toString();
    }

    /** A text as it is, everything else as JSON. */
    private void append(StringBuilder text, @Nullable Object value) {
        if (value instanceof String) {
            String whole = (String) value;
            int room = Math.max(0, Math.min(ObjectText.LONGEST_TEXT, longest - text.length()));
            text.append(whole, 0, Math.min(whole.length(), room)).append(whole.length() > room ? "\u2026" : "");
        } else {
            new ObjectText(text, longest).append(value, depth);
        }
    }

    private String snapshot(@Nullable Object[] values) {
        StringBuilder json = new StringBuilder(1_000).append("{\"variables\":{");
        ObjectText text = new ObjectText(json, longest);
        for (int i = 0; i < names.size(); i++) {
            JsonText.append(json.append(i == 0 ? "" : ","), names.get(i));
            json.append(':');
            text.append(names.get(i), values[i], depth);
        }
        json.append("},\"stack\":[");
        for (String frame : frames()) {
            JsonText.append(json.append(json.charAt(json.length() - 1) == '[' ? "" : ","), frame);
        }
        return json.append("]}").toString();
    }

    /** The application's frames: those below ours and the class that leads to ours. */
    private static List<String> frames() {
        return StackWalker.getInstance()
                .walk(all -> all.dropWhile(frame -> OURS.stream().anyMatch(frame.getClassName()::startsWith))
                        .limit(MOST_FRAMES)
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName()
                                + (frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : ""))
                        .collect(Collectors.toUnmodifiableList()));
    }
}
