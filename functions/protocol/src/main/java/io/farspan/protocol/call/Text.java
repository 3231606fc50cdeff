package io.farspan.protocol.call;

import java.util.Locale;

/**
 * Text that a client sends and that is kept or logged. It has no control characters (U+0000 to U+001F, U+007F to U+009F),
 * no line or paragraph separator (U+2028, U+2029) and no half of a surrogate pair: they would forge lines in a log, and
 * no database keeps all of them.
 */
public final class Text {

    private Text() {}

    /** {@code value} when it may be kept; otherwise an {@link IllegalArgumentException} that names the member and the place. */
    public static String require(String member, String value) {
        for (int index = 0; index < value.length(); index++) {
            if (isBad(value, index)) {
                throw new IllegalArgumentException("'" + member + "' has the character " + name(value.charAt(index))
                        + " at position " + (index + 1)
                        + "; control characters, line separators and lone surrogates are not accepted, leave it out");
            }
        }
        return value;
    }

    /** {@code value} with everything that {@link #require} refuses written as a JSON escape; idempotent. */
    public static String escape(String value) {
        for (int index = 0; index < value.length(); index++) {
            if (isBad(value, index)) {
                return escapeFrom(value, index);
            }
        }
        return value;
    }

    private static String escapeFrom(String value, int first) {
        StringBuilder escaped = new StringBuilder(value.length() + 16).append(value, 0, first);
        for (int index = first; index < value.length(); index++) {
            char letter = value.charAt(index);
            if (isBad(value, index)) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) letter));
            } else {
                escaped.append(letter);
            }
        }
        return escaped.toString();
    }

    private static boolean isBad(String value, int index) {
        char letter = value.charAt(index);
        if (letter < ' ' || (letter >= '\u007f' && letter <= '\u009f')) {
            return true;
        }
        if (letter < '\u2028') {
            return false;
        }
        if (Character.isHighSurrogate(letter)) {
            return index + 1 == value.length() || !Character.isLowSurrogate(value.charAt(index + 1));
        }
        if (Character.isLowSurrogate(letter)) {
            return index == 0 || !Character.isHighSurrogate(value.charAt(index - 1));
        }
        return letter == '\u2028' || letter == '\u2029';
    }

    private static String name(char letter) {
        return String.format(Locale.ROOT, "U+%04X", (int) letter);
    }
}
