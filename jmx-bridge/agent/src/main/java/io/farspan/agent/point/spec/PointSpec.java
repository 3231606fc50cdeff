package io.farspan.agent.point.spec;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.farspan.agent.point.condition.Expression;
import io.farspan.agent.point.condition.Parser;
import io.farspan.agent.point.condition.Scope;

/**
 * What a point is: {@code {"kind":"log","class":"shop.Orders","line":57,"condition":"amount > 100","message":"order {id}"}}, with
 * {@code method} instead of {@code line}, and {@code rate}, {@code hits}, {@code seconds}, {@code lease}, {@code depth} and
 * {@code bytes} where the defaults do not suit.
 */
public final class PointSpec {

    private static final Pattern CLASS = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$.-]*");
    private static final Pattern METHOD = Pattern.compile("(?:<init>|<clinit>|[^.;\\[/<>()]+)(?:\\([^)]*\\)[^()]+)?");
    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_MESSAGE = 2_000;
    private static final String KNOWN =
            "kind, class, line or method, condition, seconds and lease; of a log point message, rate and hits; of a snapshot"
                    + " point rate, hits, depth and bytes";

    private final PointKind kind;
    private final String className;
    private final int line;
    private final String method;
    private final Optional<String> condition;
    private final Optional<Template> message;
    private final int rate;
    private final long hits;
    private final Duration expiry;
    private final Duration lease;
    private final int depth;
    private final int bytes;

    private PointSpec(Fields fields) {
        kind = kind(fields.text("kind", 20).orElse(""));
        className = fields.text("class", LONGEST_NAME)
                .filter(name -> CLASS.matcher(name).matches())
                .orElseThrow(() -> new IllegalArgumentException(
                        "'class' must be the full name of a class, such as shop.Orders or shop.Orders$Line"));
        line = (int) fields.number("line", 0, 1, 65_535);
        method = fields.text("method", LONGEST_NAME).orElse("");
        condition = fields.text("condition", Parser.LONGEST);
        expiry = Duration.ofSeconds(fields.number("seconds", 600, 1, 86_400));
        lease = Duration.ofSeconds(fields.number("lease", 60, 5, 3_600));
        message =
                kind == PointKind.LOG ? fields.text("message", LONGEST_MESSAGE).map(Template::parse) : Optional.empty();
        rate = kind.recordsHits() ? (int) fields.number("rate", kind.defaultRate(), 1, kind.mostRate()) : 0;
        hits = kind.recordsHits() ? fields.number("hits", 100, 1, 100_000) : 0;
        boolean snapshot = kind == PointKind.SNAPSHOT;
        depth = snapshot ? (int) fields.number("depth", 3, 0, 6) : 1;
        bytes = snapshot ? (int) fields.number("bytes", 32 << 10, 1 << 10, 256 << 10) : 8 << 10;
        fields.end(KNOWN);
        check();
    }

    /**
     * Reads a description.
     *
     * @throws IllegalArgumentException when something in it is missing, unknown, malformed or out of its bounds
     */
    public static PointSpec parse(String json) {
        return new PointSpec(new Fields(json));
    }

    private static PointKind kind(String word) {
        return Arrays.stream(PointKind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'kind' must be one of "
                        + Arrays.stream(PointKind.values()).map(PointKind::word).collect(Collectors.joining(", "))));
    }

    private void check() {
        if (line == 0 == method.isEmpty()) {
            throw new IllegalArgumentException("either 'line' or 'method' must be given");
        }
        if (line > 0 && !kind.canBeAtLine()) {
            throw new IllegalArgumentException("a timing point measures a method: give 'method' instead of 'line'");
        }
        if (!method.isEmpty() && !METHOD.matcher(method).matches()) {
            throw new IllegalArgumentException(
                    "'method' must be a name, or a name with its descriptor as in place(Ljava/lang/String;)V");
        }
        if (kind == PointKind.LOG && message.isEmpty()) {
            throw new IllegalArgumentException("a log point needs a 'message'");
        }
        condition.ifPresent(text -> Parser.names(text));
    }

    public PointKind kind() {
        return kind;
    }

    /** The class's full name, with dots and dollar signs. */
    public String className() {
        return className;
    }

    /** The line; 0 when it is at a method. */
    public int line() {
        return line;
    }

    /** Whether it is at a method of this name and descriptor. */
    public boolean isAtMethod(String name, String descriptor) {
        return method.equals(name) || method.equals(name + descriptor);
    }

    /** The place in words: {@code shop.Orders:57} or {@code shop.Orders.place}. */
    public String place() {
        return className + (line > 0 ? ":" + line : "." + method);
    }

    /** The variables of the condition; none without one. */
    public List<String> conditionNames() {
        return condition.map(Parser::names).orElse(List.of());
    }

    /** The condition, bound to the variables of a place. */
    public Optional<Expression> condition(Scope scope) {
        return condition.map(text -> Parser.condition(text, scope));
    }

    /** The text of a log point. */
    public Optional<Template> message() {
        return message;
    }

    /** How many hits a second are recorded at the most; 0 for a point that records none. */
    public int rate() {
        return rate;
    }

    /** After how many hits it is removed; 0 for a point that records none. */
    public long hits() {
        return hits;
    }

    /** How long after it was set it is removed. */
    public Duration expiry() {
        return expiry;
    }

    /** How long it stays without home's renewal. */
    public Duration lease() {
        return lease;
    }

    /** How deep objects are shown. */
    public int depth() {
        return depth;
    }

    /** How many bytes a hit has, about, at the most. */
    public int bytes() {
        return bytes;
    }
}
