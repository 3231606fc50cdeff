package io.farspan.agent.record;

/** Writes texts as JSON strings that UTF-8 and PostgreSQL can hold. */
public final class JsonText {

    private static final char REPLACEMENT = '\uFFFD';

    private JsonText() {}

    /** Appends a JSON string; NUL and lone surrogates become U+FFFD. */
    public static void append(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c >= ' ' && !Character.isSurrogate(c)) {
                json.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                json.append(c).append(text.charAt(++i));
            } else {
                appendControl(json, c);
            }
        }
        json.append('"');
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
