package io.farspan.agent.jmx;

import java.util.ArrayList;
import java.util.List;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** Patterns of MBeans as an administrator writes them, one after the other with {@code |} between. */
final class SpecText {

    private static final int LONGEST = 32 << 10;
    private static final int MOST = 500;
    private static final int SHOWN = 100;

    private SpecText() {}

    /**
     * The parts of a text, without those that are blank.
     *
     * @throws IllegalArgumentException when there are too many, or one has control characters
     */
    static List<String> split(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("the patterns have " + text.length() + " characters, at most " + LONGEST
                    + " are taken: use wildcards");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the patterns have control characters: remove them");
        }
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '|' && !quoted) {
                String part = text.substring(begin, i).trim();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                begin = i + 1;
            } else if (text.charAt(i) == '"' && !(quoted && text.charAt(i - 1) == '\\')) {
                quoted = !quoted;
            }
        }
        if (parts.size() > MOST) {
            throw new IllegalArgumentException(
                    "there are " + parts.size() + " patterns, at most " + MOST + " are taken: use wildcards");
        }
        return parts;
    }

    /** The pattern of one or many MBeans. */
    static ObjectName pattern(String text) {
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(
                    "'" + shown(text) + "' is not the name or the pattern of MBeans: "
                            + shown(String.valueOf(e.getMessage())),
                    e);
        }
    }

    static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
