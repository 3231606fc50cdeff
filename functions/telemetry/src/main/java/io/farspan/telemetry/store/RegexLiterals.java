package io.farspan.telemetry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The literal texts that every match of a regular expression of PostgreSQL contains, one after the other. Whether a text has
 * them is found several times as fast as whether it matches. What is between parentheses or brackets counts as unknown, and an
 * expression with alternatives, options, or anything that this class does not know has none.
 *
 * @see <a href="https://www.postgresql.org/docs/14/functions-matching.html#POSIX-SYNTAX-DETAILS">PostgreSQL's syntax</a>
 */
final class RegexLiterals {

    /** The most letters that are looked for: a search for more takes longer in a text that is made to look like them. */
    private static final int MOST = 64;

    /** The fewest letters: fewer are in most texts. */
    private static final int LEAST = 3;

    private static final int HEX = 16;
    private static final int HEX_LETTERS = 4;

    private final String regex;
    private final List<String> runs = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();
    private int at;
    private int runBegin;
    private boolean atBeginning;
    private boolean known = true;

    private RegexLiterals(String regex) {
        this.regex = regex;
    }

    /** The pattern of {@code like} that all texts fulfil in which a part matches {@code regex}, if there is a useful one. */
    static Optional<String> like(String regex) {
        return new RegexLiterals(regex).read();
    }

    private Optional<String> read() {
        boolean options = regex.startsWith("(?") && !regex.startsWith("(?:");
        if (options || regex.startsWith("***") || regex.contains("(?#")) {
            return Optional.empty();
        }
        while (known && at < regex.length()) {
            next(regex.charAt(at));
        }
        end();
        int letters = runs.stream().mapToInt(String::length).sum();
        return known && letters >= LEAST ? Optional.of(pattern()) : Optional.empty();
    }

    private void next(char letter) {
        switch (letter) {
            case '|', ')' -> known = false;
            case '(' -> skipGroup();
            case '[' -> skipBracket();
            case '*', '?' -> {
                dropLast();
                at++;
            }
            case '{' -> bound();
            case '+', '.', '^', '$' -> {
                end();
                at++;
            }
            case '\\' -> escape();
            default -> {
                int point = regex.codePointAt(at);
                take(point, Character.charCount(point));
            }
        }
    }

    private void take(int point, int length) {
        if (run.isEmpty()) {
            runBegin = at;
        }
        run.appendCodePoint(point);
        at += length;
    }

    private void end() {
        if (!run.isEmpty()) {
            atBeginning |= runs.isEmpty() && runBegin == 1 && regex.startsWith("^");
            runs.add(run.toString());
            run.setLength(0);
        }
    }

    /** What may be missing, or stand there several times, is not required as it is. */
    private void dropLast() {
        if (!run.isEmpty()) {
            run.setLength(run.offsetByCodePoints(run.length(), -1));
        }
        end();
    }

    /** {@code {3}}, {@code {3,}} or {@code {3,5}}; before anything but a digit the brace stands for itself. */
    private void bound() {
        dropLast();
        boolean digit = at + 1 < regex.length() && Character.isDigit(regex.charAt(at + 1));
        int close = digit ? regex.indexOf('}', at) : at;
        known = close >= 0;
        at = close + 1;
    }

    private void escape() {
        char letter = at + 1 < regex.length() ? regex.charAt(at + 1) : 'c';
        if ("dwsDWSmMyYAZ".indexOf(letter) >= 0) {
            end();
            at += 2;
        } else if ("ntr".indexOf(letter) >= 0) {
            take(letter == 'n' ? '\n' : letter == 't' ? '\t' : '\r', 2);
        } else if (letter == 'u') {
            codePoint();
        } else if (letter < 0x80 && !Character.isLetterOrDigit(letter)) {
            take(letter, 2);
        } else {
            known = false;
        }
    }

    private void codePoint() {
        int begin = at + 2;
        String digits = regex.substring(Math.min(begin, regex.length()), Math.min(begin + HEX_LETTERS, regex.length()));
        known = digits.matches("[0-9A-Fa-f]{4}");
        int point = known ? Integer.parseInt(digits, HEX) : 0;
        known = point != 0 && !Character.isSurrogate((char) point);
        if (known) {
            take(point, 2 + HEX_LETTERS);
        }
    }

    private void skipGroup() {
        end();
        int depth = 0;
        do {
            switch (at < regex.length() ? regex.charAt(at) : 0) {
                case 0 -> known = false;
                case '\\' -> at += 2;
                case '[' -> skipBracket();
                case '(' -> {
                    depth++;
                    at++;
                }
                case ')' -> {
                    depth--;
                    at++;
                }
                default -> at++;
            }
        } while (known && depth > 0);
    }

    private void skipBracket() {
        end();
        at += regex.startsWith("[^", at) ? 2 : 1;
        for (boolean first = true; at < regex.length() && (first || regex.charAt(at) != ']'); first = false) {
            boolean named = regex.startsWith("[:", at) || regex.startsWith("[.", at) || regex.startsWith("[=", at);
            if (named) {
                int close = regex.indexOf(regex.charAt(at + 1) + "]", at + 2);
                at = close < 0 ? regex.length() : close + 2;
            } else {
                at += regex.charAt(at) == '\\' ? 2 : 1;
            }
        }
        known = at < regex.length();
        at++;
    }

    private String pattern() {
        StringBuilder pattern = new StringBuilder(atBeginning ? "" : "%");
        int room = MOST;
        for (String text : runs) {
            int length = Math.min(room, text.length());
            boolean halved = length > 0 && length < text.length() && Character.isHighSurrogate(text.charAt(length - 1));
            pattern.append(LogReader.escaped(text.substring(0, halved ? length - 1 : length)));
            pattern.append('%');
            room -= length;
            if (room == 0) {
                break;
            }
        }
        return pattern.toString();
    }
}
