package io.farspan.troubleshooting.histogram;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** Reads the text of HotSpot's {@code GC.class_histogram}, the classes with the most bytes first. */
final class HistogramText {

    /** How many classes are kept of an instance; the others are summed up. */
    static final int MOST_CLASSES = 2_000;

    private static final int LONGEST_LINE = 1_000;
    private static final int LONGEST_NAME = 300;
    private static final Pattern ROW =
            Pattern.compile("\\s*\\d{1,9}:\\s+(\\d{1,15})\\s+(\\d{1,18})\\s+(\\S+)(?: \\(\\S*\\))?\\s*");

    private HistogramText() {}

    static ObjectNode read(String text) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode classes = JsonNodeFactory.instance.arrayNode();
        long objects = 0;
        long bytes = 0;
        int others = 0;
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            int to = end < 0 ? text.length() : end;
            Matcher row = ROW.matcher(text.substring(from, Math.min(to, from + LONGEST_LINE)));
            if (row.matches()) {
                long itsObjects = Long.parseLong(row.group(1));
                long itsBytes = Long.parseLong(row.group(2));
                objects += itsObjects;
                bytes += itsBytes;
                if (classes.size() < MOST_CLASSES) {
                    String name = row.group(3);
                    classes.addArray()
                            .add(name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME))
                            .add(itsObjects)
                            .add(itsBytes);
                } else {
                    others++;
                }
            }
            from = to + 1;
        }
        if (classes.isEmpty()) {
            throw new FarspanException(
                    ProblemCode.INSTANCE_ANSWER_INVALID,
                    "The answer is not a class histogram of HotSpot; other virtual machines have none to offer.");
        }
        result.put("objects", objects).put("bytes", bytes);
        result.set("classes", classes);
        if (others > 0) {
            result.put("otherClasses", others);
        }
        return result;
    }
}
