package io.farspan.cli.output;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.json.JsonTree;

/**
 * Texts from elsewhere as a terminal may show them. An application's log lines, names and values can hold escape
 * sequences, which would otherwise move the cursor, change the window's title or worse.
 */
public final class Printable {

    private Printable() {}

    /** A text in one line. */
    public static String line(String text) {
        return escape(text, false);
    }

    /** A text that may have several lines and tabs. */
    public static String lines(String text) {
        return escape(text, true);
    }

    /** A value in one line: texts as they are, everything else as JSON. */
    public static String value(JsonNode value) {
        return line(value.isValueNode() && !value.isNull() ? value.asText() : JsonTree.write(value));
    }

    private static String escape(String text, boolean breaks) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(letter -> {
            if (breaks && (letter == '\n' || letter == '\t')) {
                shown.appendCodePoint(letter);
            } else if (letter == '\n') {
                shown.append("\\n");
            } else if (letter == '\t') {
                shown.append("\\t");
            } else if (letter == '\r') {
                shown.append("\\r");
            } else if (isObeyed(letter)) {
                shown.append(String.format("\\u%04x", letter));
            } else {
                shown.appendCodePoint(letter);
            }
        });
        return shown.toString();
    }

    /** Control characters, and those that turn the direction of what follows. */
    private static boolean isObeyed(int letter) {
        int type = Character.getType(letter);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || (letter >= 0x202A && letter <= 0x202E)
                || (letter >= 0x2066 && letter <= 0x2069);
    }
}
