package io.farspan.agent.point.spec;

import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON object whose values are texts, numbers or booleans, read strictly. */
final class JsonFields {

    private static final int LONGEST = 16 << 10;
    private static final int MOST = 30;

    private final String text;
    private int at;

    private JsonFields(String text) {
        this.text = text;
    }

    /**
     * The fields: {@code String}, {@code Long}, {@code Double} or {@code Boolean} by name.
     *
     * @throws IllegalArgumentException when it is not such an object, or has more than a few of them
     */
    static Map<String, Object> parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a point is described in at most " + LONGEST + " characters");
        }
        JsonFields json = new JsonFields(text);
        Map<String, Object> fields = json.object();
        if (json.next() != 0) {
            throw json.malformed("the end is expected");
        }
        return fields;
    }

    private Map<String, Object> object() {
        Map<String, Object> fields = new LinkedHashMap<>();
        require('{');
        if (next() == '}') {
            at++;
            return fields;
        }
        while (true) {
            String name = string();
            require(':');
            if (fields.put(name, value()) != null || fields.size() > MOST) {
                throw malformed("a field is there twice, or there are more than " + MOST + ",");
            }
            if (next() != ',') {
                break;
            }
            at++;
        }
        require('}');
        return fields;
    }

    private Object value() {
        char next = next();
        if (next == '"') {
            return string();
        }
        for (String word : new String[] {"true", "false"}) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return Boolean.valueOf(word);
            }
        }
        int begin = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(begin, at);
        try {
            return number.matches("-?\\d{1,18}") ? (Object) Long.valueOf(number) : Double.valueOf(number);
        } catch (NumberFormatException e) {
            throw malformed("a text, a number, true or false is expected");
        }
    }

    private String string() {
        require('"');
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c < ' ') {
                throw malformed("a control character must be escaped, and");
            }
            value.append(c == '\\' ? escaped() : c);
        }
        throw malformed("a text has no end");
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        int simple = "\"\\/bfnrt".indexOf(c);
        if (c != 0 && simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        if (c == 'u' && text.substring(at).matches("(?s)[0-9a-fA-F]{4}.*")) {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        throw malformed("an unknown escape");
    }

    private void require(char symbol) {
        if (next() != symbol) {
            throw malformed("'" + symbol + "' is expected");
        }
        at++;
    }

    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("a point is described by a JSON object of texts, numbers and booleans: "
                + what + " at character " + (at + 1));
    }
}
