package io.farspan.protocol.call;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/** Inner paths as Jolokia writes them: elements between slashes, {@code !} before a slash or a {@code !} of an element. */
public final class JolokiaPath {

    private JolokiaPath() {}

    /** The elements of a {@code path} member: a text, a list, or nothing. */
    public static List<String> of(JsonNode path) {
        List<String> elements = new ArrayList<>();
        if (path.isArray()) {
            path.forEach(element -> elements.add(element.asText()));
            return elements;
        }
        return path.isTextual() ? split(path.textValue()) : elements;
    }

    /** The elements of a path; empty ones are left out. */
    public static List<String> split(String path) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        for (int at = 0; at < path.length(); at++) {
            char c = path.charAt(at);
            if (c == '!' && at + 1 < path.length()) {
                element.append(path.charAt(++at));
            } else if (c == '/') {
                add(elements, element);
            } else {
                element.append(c);
            }
        }
        add(elements, element);
        return elements;
    }

    /**
     * Whether two slashes follow each other, or one begins the path and something comes after it. An agent refuses a
     * {@code list} of such a path, and the whole bulk that it came in; a single slash, and one at the end, it leaves out.
     */
    static boolean hasEmptyElement(String path) {
        boolean empty = path.length() > 1;
        for (int at = 0; at < path.length(); at++) {
            char c = path.charAt(at);
            if (c == '/' && empty) {
                return true;
            }
            at += c == '!' ? 1 : 0;
            empty = c == '/';
        }
        return false;
    }

    /** Elements as one path. */
    public static String join(List<String> elements) {
        return elements.stream()
                .map(element -> element.replace("!", "!!").replace("/", "!/"))
                .collect(Collectors.joining("/"));
    }

    private static void add(List<String> elements, StringBuilder element) {
        if (!element.isEmpty()) {
            elements.add(element.toString());
            element.setLength(0);
        }
    }
}
