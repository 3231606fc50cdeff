package io.farspan.agent.record;

/** Writes texts as JSON strings that UTF-8 and PostgreSQL can hold. */
public final class JsonText {

    private static final char REPLACEMENT = '\uFFFD';
    private static final char ELLIPSIS = '\u2026';
    private static final int ELLIPSIS_BYTES = 3;

    private JsonText() {}

    /** Appends a JSON string; NUL and lone surrogates become U+FFFD. */
    public static void append(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); ) {
            i = appendCharacter(json, text, i);
        }
        json.append('"');
    }

    /** Appends a JSON string with at most so many bytes between its quotes; one that was cut ends with an ellipsis. */
    public static void appendAtMost(int most, StringBuilder json, String text) {
        json.append('"');
        int bytes = 0;
        int cut = json.length();
        for (int i = 0; i < text.length(); ) {
            int before = json.length();
            i = appendCharacter(json, text, i);
            bytes += bytes(json, before);
            if (bytes > most) {
                json.setLength(cut);
                json.append(ELLIPSIS);
                break;
            }
            if (bytes <= most - ELLIPSIS_BYTES) {
                cut = json.length();
            }
        }
        json.append('"');
    }

    /** How many bytes the text from a place on has in UTF-8. */
    static int bytes(StringBuilder json, int from) {
        int bytes = 0;
        for (int i = from; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return bytes;
    }

    private static int appendCharacter(StringBuilder json, String text, int at) {
        char c = text.charAt(at);
        if (c == '"' || c == '\\') {
            json.append('\\').append(c);
        } else if (c >= ' ' && !Character.isSurrogate(c)) {
            json.append(c);
        } else if (Character.isHighSurrogate(c)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1))) {
            json.append(c).append(text.charAt(at + 1));
            return at + 2;
        } else {
            appendControl(json, c);
        }
        return at + 1;
    }

    private static void appendControl(StringBuilder json, char c) {
        switch (c) {
            case '\n':
                json.append("\\n");
                break;
            case '\r':
                json.append("\\r");
                break;
            case '\t':
                json.append("\\t");
                break;
            default:
                if (c == 0 || Character.isSurrogate(c)) {
                    json.append(REPLACEMENT);
                } else {
                    json.append(String.format("\\u%04x", (int) c));
                }
        }
    }
}
