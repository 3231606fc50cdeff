package io.farspan.bridge.view;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

import javax.management.ObjectName;

/**
 * Which attributes tools read lately, and so are likely to read again soon. Those that were read the longest ago come
 * first, because a tool that goes round comes to them next. Not safe for use by several threads.
 */
final class AttributeHabits {

    /** How long a tool is expected to do again what it did. */
    static final long LASTING_NANOS = 15_000_000_000L;

    private final LinkedHashMap<ObjectName, Map<String, Long>> habits = new LinkedHashMap<>(64, 0.75f, true);

    void note(ObjectName name, Collection<String> attributes, long now) {
        Map<String, Long> own = habits.computeIfAbsent(name, bean -> new HashMap<>());
        attributes.forEach(attribute -> own.put(attribute, now));
    }

    /** Forgets an attribute that cannot be read, or that is so large that only who wants it should get it. */
    void drop(ObjectName name, String attribute) {
        Map<String, Long> own = habits.get(name);
        if (own != null) {
            own.remove(attribute);
        }
    }

    /** Gives what was read lately to {@code due}, and forgets the rest. */
    void forEach(long now, BiConsumer<ObjectName, String> due) {
        Iterator<Map.Entry<ObjectName, Map<String, Long>>> beans =
                habits.entrySet().iterator();
        while (beans.hasNext()) {
            Map.Entry<ObjectName, Map<String, Long>> bean = beans.next();
            bean.getValue().values().removeIf(at -> now - at > LASTING_NANOS);
            if (bean.getValue().isEmpty()) {
                beans.remove();
            } else {
                bean.getValue().keySet().forEach(attribute -> due.accept(bean.getKey(), attribute));
            }
        }
    }
}
