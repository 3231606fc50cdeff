package io.farspan.agent.jmx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import javax.management.ObjectName;

/** MBeans, and which of their attributes are meant; all of them when none is named. */
final class MBeanSpec {

    private static final int MOST_ATTRIBUTES = 200;
    private static final int LONGEST_ATTRIBUTE = 200;

    private final ObjectName pattern;
    private final List<String> attributes;

    private MBeanSpec(ObjectName pattern, List<String> attributes) {
        this.pattern = pattern;
        this.attributes = List.copyOf(attributes);
    }

    /** Reads {@code MBEAN-PATTERN[ATTRIBUTE,ATTRIBUTE]|MBEAN-PATTERN}. */
    static List<MBeanSpec> parse(String text) {
        return SpecText.split(text).stream().map(MBeanSpec::one).collect(Collectors.toUnmodifiableList());
    }

    private static MBeanSpec one(String text) {
        int bracket = text.lastIndexOf('[');
        if (!text.endsWith("]") || bracket < 0) {
            return new MBeanSpec(SpecText.pattern(text), List.of());
        }
        List<String> attributes = new ArrayList<>();
        for (String attribute : text.substring(bracket + 1, text.length() - 1).split(",", -1)) {
            String name = attribute.trim();
            if (name.isEmpty() || name.length() > LONGEST_ATTRIBUTE) {
                throw new IllegalArgumentException("'" + SpecText.shown(text)
                        + "' must name attributes between its brackets, each of at most " + LONGEST_ATTRIBUTE
                        + " characters; without brackets all are meant");
            }
            attributes.add(name);
        }
        if (attributes.size() > MOST_ATTRIBUTES) {
            throw new IllegalArgumentException("'" + SpecText.shown(text) + "' names " + attributes.size()
                    + " attributes, at most " + MOST_ATTRIBUTES + " are taken: leave the brackets away for all");
        }
        return new MBeanSpec(SpecText.pattern(text.substring(0, bracket)), attributes);
    }

    ObjectName pattern() {
        return pattern;
    }

    List<String> attributes() {
        return attributes;
    }
}
