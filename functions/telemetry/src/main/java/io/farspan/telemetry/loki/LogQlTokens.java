package io.farspan.telemetry.loki;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The words, signs and texts of a query, one after the other. Not thread-safe. */
final class LogQlTokens {

    private static final List<String> SIGNS = List.of(
            "|=", "|~", "!=", "!~", "=~", "==", ">=", "<=", "{", "}", "(", ")", "[", "]", ",", "=", "|", "+", ">", "<");
    private static final Map<Character, Character> ESCAPES =
            Map.of('n', '\n', 't', '\t', 'r', '\r', '"', '"', '\\', '\\', '\'', '\'');
    private static final Map<String, Long> UNITS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L,
            "w", 604_800_000_000_000L);

    /** The longest of all durations. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private final String text;
    private int at;

    LogQlTokens(String text) {
        this.text = text;
        space();
    }

    int at() {
        return at;
    }

    LogQlException error(String why) {
        return new LogQlException(at, why);
    }

    boolean ended() {
        return at == text.length();
    }

    /** What is next, for messages. */
    String rest() {
        return ended() ? "the end" : "'" + text.substring(at, Math.min(text.length(), at + 20)) + "'";
    }

    /** Takes a sign if it is next. */
    boolean take(String sign) {
        if (!sign.equals(sign())) {
            return false;
        }
        at += sign.length();
        space();
        return true;
    }

    void require(String sign) {
        if (!take(sign)) {
            throw error("syntax error: unexpected " + rest() + ", expecting '" + sign + "'");
        }
    }

    private String sign() {
        return SIGNS.stream()
                .filter(each -> text.startsWith(each, at))
                .findFirst()
                .orElse("");
    }

    /** The word that is next; "" when something else is. It is not taken. */
    String peekWord() {
        int end = at;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "_.".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return text.substring(at, end);
    }

    /** Takes a word if it is next. */
    boolean takeWord(String word) {
        if (!word.equals(peekWord())) {
            return false;
        }
        word();
        return true;
    }

    String word() {
        String word = peekWord();
        if (word.isEmpty()) {
            throw error("syntax error: unexpected " + rest() + ", expecting a name");
        }
        at += word.length();
        space();
        return word;
    }

    /** A text in quotation marks or backquotes. */
    String quoted() {
        if (ended() || text.charAt(at) != '"' && text.charAt(at) != '`') {
            throw error("syntax error: unexpected " + rest() + ", expecting a string");
        }
        char quote = text.charAt(at);
        StringBuilder value = new StringBuilder();
        int begin = at++;
        while (at < text.length() && text.charAt(at) != quote) {
            char letter = text.charAt(at++);
            if (quote == '"' && letter == '\\' && at < text.length()) {
                Character escaped = ESCAPES.get(text.charAt(at++));
                if (escaped == null) {
                    throw error("invalid escape in a string; put it in backquotes");
                }
                letter = escaped;
            }
            if (letter == 0) {
                throw error("a string may not have U+0000");
            }
            value.append(letter);
        }
        if (at == text.length()) {
            throw new LogQlException(begin, "literal not terminated");
        }
        at++;
        space();
        return value.toString();
    }

    Duration duration() {
        String word = peekWord();
        Duration duration = duration(word);
        if (duration.isZero()) {
            throw error("not a duration such as 5m: " + rest());
        }
        word();
        return duration;
    }

    /** Zero for what is not a duration of Prometheus' form, such as {@code 1h30m}, or too long. */
    static Duration duration(String word) {
        if (!word.matches("([0-9]{1,9}(\\.[0-9]{1,9})?(ns|us|µs|ms|s|m|h|d|w)){1,8}")) {
            return Duration.ZERO;
        }
        double nanos = 0;
        java.util.regex.Matcher parts =
                java.util.regex.Pattern.compile("([0-9.]+)([a-zµ]+)").matcher(word);
        while (parts.find()) {
            nanos += Double.parseDouble(parts.group(1)) * UNITS.getOrDefault(parts.group(2), 0L);
        }
        return nanos > LONGEST.toNanos() ? Duration.ZERO : Duration.ofNanos(Math.round(nanos));
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
