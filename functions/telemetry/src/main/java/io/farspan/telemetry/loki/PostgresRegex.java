package io.farspan.telemetry.loki;

import java.util.Map;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.telemetry.matching.LabelMatcher;
import io.farspan.telemetry.matching.MatchTime;

/**
 * A regular expression of RE2, as LogQL has them, in PostgreSQL's syntax. It is checked by RE2 first; the little that
 * PostgreSQL cannot do alike is refused. Every letter that could mean something else there is escaped.
 *
 * @see <a href="https://github.com/google/re2/wiki/Syntax">RE2's syntax</a>
 * @see <a href="https://www.postgresql.org/docs/14/functions-matching.html#POSIX-SYNTAX-DETAILS">PostgreSQL's</a>
 */
final class PostgresRegex {

    private static final int LONGEST = 1_000;

    /** PostgreSQL's most repetitions. */
    private static final int MOST = 255;

    private static final Map<Character, String> SETS =
            Map.of('d', "0-9", 'w', "0-9A-Za-z_", 's', " \\u0009\\u000A\\u000C\\u000D");
    private static final Map<Character, String> PLACES = Map.of('b', "\\y", 'B', "\\Y", 'A', "\\A", 'z', "\\Z");
    private static final Map<Character, Character> CONTROLS =
            Map.of('n', '\n', 't', '\t', 'r', '\r', 'f', '\f', 'v', '\u000B', 'a', '\u0007');
    private static final Map<String, String> CLASSES = Map.of(
            "alpha", "A-Za-z",
            "digit", "0-9",
            "alnum", "0-9A-Za-z",
            "upper", "A-Z",
            "lower", "a-z",
            "word", "0-9A-Za-z_",
            "xdigit", "0-9A-Fa-f",
            "space", " \\u0009-\\u000D");

    private final String regex;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private boolean dotAll;

    private PostgresRegex(String regex) {
        this.regex = regex;
    }

    /**
     * The expression as PostgreSQL takes it.
     *
     * @param whole whether the whole text must match, not a part of it
     * @param time what the query's regular expressions take of
     * @throws IllegalArgumentException for what RE2 or PostgreSQL does not have
     */
    static String of(String regex, boolean whole, MatchTime time) {
        if (regex.length() > LONGEST) {
            throw new IllegalArgumentException("a regular expression may have " + LONGEST + " characters");
        }
        try {
            LabelMatcher.checked(regex, time);
        } catch (FarspanException e) {
            throw new IllegalArgumentException(e.problem().detail(), e);
        }
        return new PostgresRegex(regex).translate(whole);
    }

    private String translate(boolean whole) {
        boolean anyCase = flags();
        if (whole) {
            out.append("^(?:");
        }
        while (at < regex.length()) {
            next();
        }
        if (whole) {
            out.append(")$");
        }
        return anyCase ? "(?i)" + out : out.toString();
    }

    private boolean flags() {
        boolean anyCase = false;
        if (regex.matches("(?s)\\(\\?[is]+\\).*")) {
            int end = regex.indexOf(')');
            anyCase = regex.substring(0, end).indexOf('i') >= 0;
            dotAll = regex.substring(0, end).indexOf('s') >= 0;
            at = end + 1;
        }
        return anyCase;
    }

    private void next() {
        char letter = regex.charAt(at);
        switch (letter) {
            case '.' -> take(dotAll ? "." : "[^\\u000A]");
            case '^', '$', '*', '+', '?', '|', ')' -> take(String.valueOf(letter));
            case '(' -> group();
            case '{' -> repetition();
            case '[' -> bracket();
            case '\\' -> escape();
            default -> {
                out.append(literal(regex.codePointAt(at)));
                at += Character.charCount(regex.codePointAt(at));
            }
        }
    }

    private void take(String translated) {
        out.append(translated);
        at++;
    }

    private void group() {
        out.append("(?:");
        if (!regex.startsWith("(?", at)) {
            at++;
        } else if (regex.startsWith("(?:", at)) {
            at += 3;
        } else if (regex.startsWith("(?P<", at) || regex.startsWith("(?<", at)) {
            at = regex.indexOf('>', at) + 1;
        } else {
            throw unknown("flags other than (?i) and (?s) at the beginning");
        }
    }

    private void repetition() {
        int end = regex.indexOf('}', at);
        String text = end < 0 ? "" : regex.substring(at, end + 1);
        if (!text.matches("\\{[0-9]+(,[0-9]*)?\\}")) {
            take("\\{");
            return;
        }
        for (String bound : text.substring(1, text.length() - 1).split(",", -1)) {
            if (!bound.isEmpty() && (bound.length() > 3 || Integer.parseInt(bound) > MOST)) {
                throw unknown("more than " + MOST + " repetitions");
            }
        }
        out.append(text);
        at = end + 1;
    }

    private void escape() {
        char letter = regex.charAt(at + 1);
        if (SETS.containsKey(letter)) {
            out.append('[').append(SETS.get(letter)).append(']');
            at += 2;
        } else if (SETS.containsKey(Character.toLowerCase(letter))) {
            out.append("[^").append(SETS.get(Character.toLowerCase(letter))).append(']');
            at += 2;
        } else if (PLACES.containsKey(letter)) {
            out.append(PLACES.get(letter));
            at += 2;
        } else {
            out.append(literal(escaped()));
        }
    }

    /** The letter that an escape stands for. */
    private int escaped() {
        char letter = regex.charAt(at + 1);
        if (CONTROLS.containsKey(letter)) {
            at += 2;
            return CONTROLS.getOrDefault(letter, letter);
        }
        if (letter == 'x') {
            boolean braces = regex.startsWith("{", at + 2);
            int begin = braces ? at + 3 : at + 2;
            int end = braces ? regex.indexOf('}', begin) : begin + 2;
            at = braces ? end + 1 : end;
            return Integer.parseInt(regex.substring(begin, end), 16);
        }
        if (Character.isLetterOrDigit(letter)) {
            throw unknown("\\" + letter);
        }
        int point = regex.codePointAt(at + 1);
        at += 1 + Character.charCount(point);
        return point;
    }

    private void bracket() {
        at++;
        out.append('[');
        if (regex.startsWith("^", at)) {
            take("^");
        }
        for (boolean first = true; first || regex.charAt(at) != ']'; first = false) {
            if (regex.startsWith("[:", at)) {
                int end = regex.indexOf(":]", at);
                String set = CLASSES.get(regex.substring(at + 2, end));
                if (set == null) {
                    throw unknown(regex.substring(at, end + 2));
                }
                out.append(set);
                at = end + 2;
            } else if (regex.charAt(at) == '\\' && SETS.containsKey(regex.charAt(at + 1))) {
                out.append(SETS.get(regex.charAt(at + 1)));
                at += 2;
            } else {
                out.append(literal(member()));
                if (regex.startsWith("-", at) && !regex.startsWith("-]", at)) {
                    at++;
                    out.append('-').append(literal(member()));
                }
            }
        }
        take("]");
    }

    private int member() {
        if (regex.charAt(at) == '\\') {
            return escaped();
        }
        int point = regex.codePointAt(at);
        at += Character.charCount(point);
        return point;
    }

    private static String literal(int point) {
        if (point == 0 || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            throw new IllegalArgumentException("there is no text with this character");
        }
        boolean plain = point >= '0' && point <= '9'
                || point >= 'a' && point <= 'z'
                || point >= 'A' && point <= 'Z'
                || point > 0x7F;
        return plain ? Character.toString(point) : String.format("\\u%04X", point);
    }

    private IllegalArgumentException unknown(String what) {
        return new IllegalArgumentException(
                "the store's regular expressions do not have " + what + ", at character " + (at + 1));
    }
}
