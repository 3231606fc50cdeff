package io.farspan.telemetry.loki;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.farspan.telemetry.matching.LabelMatcher;
import io.farspan.telemetry.matching.LabelMatcher.Operator;
import io.farspan.telemetry.matching.MatchTime;
import io.farspan.telemetry.store.LogCondition;
import io.farspan.telemetry.store.LogCondition.Field;
import io.farspan.telemetry.store.LogCondition.Match;

/**
 * Reads a query. Understood are selectors, line filters, filters of labels and attributes, {@code count_over_time}, {@code
 * rate}, {@code bytes_over_time}, {@code bytes_rate}, and {@code sum} of them.
 *
 * @see <a href="https://grafana.com/docs/loki/latest/query/">LogQL</a>
 */
final class LogQlParser {

    private static final int LONGEST = 5_000;
    private static final int MOST_CONDITIONS = 30;
    private static final Map<String, Match> MATCHERS =
            Map.of("=", Match.EQUAL, "!=", Match.NOT_EQUAL, "=~", Match.MATCHES, "!~", Match.MATCHES_NOT);
    private static final Map<String, Match> LINE_FILTERS =
            Map.of("|=", Match.CONTAINS, "!=", Match.CONTAINS_NOT, "|~", Match.MATCHES, "!~", Match.MATCHES_NOT);

    private static final Map<Match, Operator> SAME = Map.of(
            Match.NOT_EQUAL,
            Operator.NOT_EQUAL,
            Match.MATCHES,
            Operator.MATCHES,
            Match.MATCHES_NOT,
            Operator.NOT_MATCHES);

    private final MatchTime time;
    private final LogQlTokens tokens;
    private final List<LabelMatcher> matchers = new ArrayList<>();
    private final List<LogCondition> conditions = new ArrayList<>();
    private final List<RecordFilter> filters = new ArrayList<>();
    private int read;

    private LogQlParser(String text, MatchTime time) {
        this.tokens = new LogQlTokens(text);
        this.time = time;
    }

    /**
     * The query.
     *
     * @throws LogQlException for what is not understood
     */
    static LogQl parse(String text) {
        return parse(text, new MatchTime());
    }

    /**
     * One of several queries of a request.
     *
     * @param time what the request's regular expressions take of
     */
    static LogQl parse(String text, MatchTime time) {
        if (text.length() > LONGEST) {
            throw new LogQlException(LONGEST, "a query may have " + LONGEST + " characters");
        }
        LogQlParser parser = new LogQlParser(text, time);
        LogQl query = parser.query();
        if (!parser.tokens.ended()) {
            throw parser.tokens.error(
                    "syntax error: unexpected " + parser.tokens.rest() + "; binary operations are not supported here");
        }
        return query;
    }

    private LogQl query() {
        String word = tokens.peekWord();
        return switch (word) {
            case "" -> {
                selector();
                pipeline();
                yield logs();
            }
            case "sum" -> sum();
            case "vector" -> constant();
            default -> counted(Optional.empty());
        };
    }

    private LogQl.Logs logs() {
        return new LogQl.Logs(matchers, conditions, filters);
    }

    private LogQl constant() {
        double sum = vector();
        while (tokens.take("+")) {
            sum += vector();
        }
        return new LogQl.Constant(sum);
    }

    private double vector() {
        if (!tokens.takeWord("vector")) {
            throw tokens.error("syntax error: unexpected " + tokens.rest() + ", expecting 'vector'");
        }
        tokens.require("(");
        String number = tokens.peekWord();
        if (!number.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw tokens.error("syntax error: unexpected " + tokens.rest() + ", expecting a number");
        }
        tokens.word();
        tokens.require(")");
        return Double.parseDouble(number);
    }

    private LogQl sum() {
        tokens.word();
        Optional<List<String>> before = by();
        tokens.require("(");
        LogQl.Counted counted = counted(Optional.of(List.of()));
        tokens.require(")");
        List<String> labels = before.or(this::by).orElse(List.of());
        return new LogQl.Counted(counted.logs(), counted.function(), counted.range(), Optional.of(labels));
    }

    private Optional<List<String>> by() {
        if (!tokens.takeWord("by")) {
            return Optional.empty();
        }
        tokens.require("(");
        List<String> labels = new ArrayList<>();
        while (!tokens.take(")")) {
            String label = tokens.peekWord();
            if (!label.equals(Labels.APPLICATION) && Labels.field(label).isEmpty()) {
                throw tokens.error("sums are by application, location, instance, stream, level, detected_level, logger,"
                        + " thread, trace_id and span_id only, not by " + tokens.rest());
            }
            labels.add(tokens.word());
            if (!tokens.take(",") && !tokens.peekWord().isEmpty()) {
                tokens.require(",");
            }
        }
        return Optional.of(labels.stream().distinct().toList());
    }

    private LogQl.Counted counted(Optional<List<String>> by) {
        String name = tokens.peekWord();
        LogQl.Function function = function(name);
        tokens.word();
        tokens.require("(");
        selector();
        Optional<Duration> range = range();
        pipeline();
        Duration known = range.or(this::range)
                .orElseThrow(() ->
                        tokens.error("syntax error: unexpected " + tokens.rest() + ", expecting a range such as [5m]"));
        tokens.require(")");
        return new LogQl.Counted(logs(), function, known, by);
    }

    private LogQl.Function function(String name) {
        for (LogQl.Function function : LogQl.Function.values()) {
            if (function.name().toLowerCase(Locale.ROOT).equals(name)) {
                return function;
            }
        }
        throw tokens.error(
                "'" + name + "' is not supported here: use count_over_time, rate, bytes_over_time or bytes_rate,"
                        + " and sum of them");
    }

    private Optional<Duration> range() {
        if (!tokens.take("[")) {
            return Optional.empty();
        }
        Duration range = tokens.duration();
        tokens.require("]");
        return Optional.of(range);
    }

    private void selector() {
        tokens.require("{");
        while (!tokens.take("}")) {
            matcher();
            if (!tokens.take(",")) {
                tokens.require("}");
                return;
            }
        }
    }

    /** Filters of a pipeline, as far as they follow. */
    private void pipeline() {
        while (!tokens.ended()) {
            Optional<Match> line = operator(LINE_FILTERS);
            if (line.isPresent()) {
                count();
                int begin = tokens.at();
                String text = tokens.quoted();
                add(Field.MESSAGE, "", line.get(), text, value(line.get(), text, false, begin));
            } else if (tokens.take("|")) {
                stage();
            } else {
                return;
            }
        }
    }

    private void stage() {
        String word = tokens.peekWord();
        switch (word) {
            case "drop" -> drop();
            case "json",
                    "logfmt",
                    "pattern",
                    "regexp",
                    "unpack",
                    "unwrap",
                    "line_format",
                    "label_format",
                    "decolorize",
                    "keep" ->
                throw tokens.error(
                        "the stage '" + word + "' is not supported here: attributes of records, such as those of"
                                + " the MDC, can be filtered without it, as in | user=\"7\"");
            default -> {
                matcher();
                while (tokens.takeWord("and") || tokens.take(",")) {
                    matcher();
                }
            }
        }
    }

    /** Grafana drops the labels of errors, of which there are none. */
    private void drop() {
        tokens.word();
        do {
            String label = tokens.peekWord();
            if (!label.startsWith("__error")) {
                throw tokens.error("the stage 'drop' is not supported here");
            }
            tokens.word();
        } while (tokens.take(","));
    }

    private void matcher() {
        count();
        String label = tokens.word();
        Match match = operator(MATCHERS)
                .orElseThrow(() ->
                        tokens.error("syntax error: unexpected " + tokens.rest() + ", expecting one of = != =~ !~"));
        int begin = tokens.at();
        String value = tokens.quoted();
        String translated = value(match, value, true, begin);
        if (Labels.OF_STREAM.contains(label)) {
            matchers.add(new LabelMatcher(label, SAME.getOrDefault(match, Operator.EQUAL), value, time));
        }
        if (!label.equals(Labels.APPLICATION)) {
            Optional<Field> field = Labels.field(label);
            add(field.orElse(Field.ATTRIBUTE), field.isPresent() ? "" : label, match, value, translated);
        }
    }

    private void add(Field field, String attribute, Match match, String value, String translated) {
        conditions.add(new LogCondition(field, attribute, match, translated));
        filters.add(new RecordFilter(field, attribute, match, value));
    }

    /** Counts a condition before its regular expression is compiled: those on the application, too. */
    private void count() {
        if (read++ >= MOST_CONDITIONS) {
            throw tokens.error("a query may have " + MOST_CONDITIONS + " conditions");
        }
    }

    private Optional<Match> operator(Map<String, Match> operators) {
        for (String sign : List.of("|=", "|~", "!=", "!~", "=~", "=")) {
            if (operators.containsKey(sign) && tokens.take(sign)) {
                return Optional.ofNullable(operators.get(sign));
            }
        }
        return Optional.empty();
    }

    private String value(Match match, String value, boolean whole, int begin) {
        if (match != Match.MATCHES && match != Match.MATCHES_NOT) {
            return value;
        }
        try {
            return PostgresRegex.of(value, whole, time);
        } catch (IllegalArgumentException e) {
            throw new LogQlException(begin, "invalid regular expression: " + e.getMessage());
        }
    }
}
