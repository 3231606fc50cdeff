package io.farspan.telemetry.matching;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** A condition on one label. A label that is not there has the value "", as in Prometheus. Not thread-safe. */
public final class LabelMatcher {

    /** The most characters of a name and of a value. */
    static final int LONGEST = 10_000;

    /** The most instructions of a regular expression's program, each of which may be looked at for each character. */
    private static final int LARGEST_PROGRAM = 20_000;

    private static final int LARGEST_TO_FOLLOW = 500;

    private static final java.util.regex.Pattern TEXT =
            java.util.regex.Pattern.compile("([^=!~]+)(=~|!~|!=|=)(.*)", java.util.regex.Pattern.DOTALL);
    private static final Map<String, Operator> OPERATORS =
            Map.of("=", Operator.EQUAL, "!=", Operator.NOT_EQUAL, "=~", Operator.MATCHES, "!~", Operator.NOT_MATCHES);

    /** How a value is compared. */
    public enum Operator {
        /** It is the matcher's. */
        EQUAL,
        /** It is another. */
        NOT_EQUAL,
        /** The whole of it matches a regular expression. */
        MATCHES,
        /** It does not. */
        NOT_MATCHES;

        boolean isRegex() {
            return this == MATCHES || this == NOT_MATCHES;
        }
    }

    private final String name;
    private final Operator operator;
    private final String value;
    private final MatchTime time;
    private final @Nullable Pattern pattern;

    /**
     * A matcher.
     *
     * @param time what its regular expression takes of
     * @throws FarspanException {@code MALFORMED_REQUEST}, and {@code TOO_MUCH} for a regular expression that becomes too large
     */
    public LabelMatcher(String name, Operator operator, String value, MatchTime time) {
        if (name.isEmpty() || name.length() > LONGEST || value.length() > LONGEST) {
            throw malformed(
                    "A matcher's name must have 1 to " + LONGEST + " characters and its value at most as many.");
        }
        this.name = name;
        this.operator = operator;
        this.value = value;
        this.time = time;
        this.pattern = operator.isRegex() ? compile(value, Pattern.DOTALL, time) : null;
    }

    /**
     * From {@code name=value}, {@code name!=value}, {@code name=~regex} or {@code name!~regex}.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}
     */
    public static LabelMatcher parse(String text, MatchTime time) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw malformed("A matcher must be written name=value, name!=value, name=~regex or name!~regex, not '"
                    + Names.shorten(text) + "'.");
        }
        return new LabelMatcher(
                parts.group(1), OPERATORS.getOrDefault(parts.group(2), Operator.EQUAL), parts.group(3), time);
    }

    /**
     * A regular expression for texts of several lines, of which a part may match, and in which {@code .} is not the end of a
     * line.
     *
     * @param time what the query's regular expressions take of
     * @throws FarspanException {@code MALFORMED_REQUEST}, and {@code TOO_MUCH} for one that becomes too large
     */
    public static Pattern checked(String regex, MatchTime time) {
        return compile(regex, 0, time);
    }

    /**
     * The same for somebody who follows, who may have a smaller one: each letter that arrives may cost as many instructions, in
     * a thread that serves everybody, and as many of its frames.
     */
    public static Pattern toFollow(String regex, MatchTime time) {
        Pattern pattern = checked(regex, time);
        if (pattern.programSize() > LARGEST_TO_FOLLOW) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The regular expression '" + Names.shorten(regex)
                            + "' becomes too large to be followed. Repeat less in it, or search without following.");
        }
        return pattern;
    }

    private static Pattern compile(String regex, int flags, MatchTime time) {
        try {
            OptionalLong size = RegexSize.upTo(LARGEST_PROGRAM, regex);
            if (size.isPresent()) {
                time.charge(size.getAsLong());
                Pattern pattern = Pattern.compile(regex, flags);
                if (pattern.programSize() <= LARGEST_PROGRAM) {
                    return pattern;
                }
            }
        } catch (PatternSyntaxException e) {
            throw malformed("'" + Names.shorten(regex) + "' is not a valid regular expression of RE2: "
                    + Names.shorten(String.valueOf(e.getMessage())) + ".");
        }
        throw new FarspanException(
                ProblemCode.TOO_MUCH,
                "The regular expression '" + Names.shorten(regex) + "' becomes too large. Repeat less in it.");
    }

    /** The label's name. */
    public String name() {
        return name;
    }

    /** The value, when the label must be exactly that. */
    public Optional<String> exact() {
        return operator == Operator.EQUAL && !value.isEmpty() ? Optional.of(value) : Optional.empty();
    }

    /**
     * Whether a label with this value is meant; "" for one that is not there.
     *
     * @throws FarspanException {@code TOO_MUCH} when regular expressions have taken too long
     */
    public boolean matches(String candidate) {
        return switch (operator) {
            case EQUAL -> candidate.equals(value);
            case NOT_EQUAL -> !candidate.equals(value);
            case MATCHES -> find(candidate);
            case NOT_MATCHES -> !find(candidate);
        };
    }

    private boolean find(String candidate) {
        time.require();
        return pattern != null && pattern.matcher(candidate).matches();
    }

    private static FarspanException malformed(String detail) {
        return new FarspanException(ProblemCode.MALFORMED_REQUEST, detail);
    }
}
