package io.farspan.agent.jmx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

/**
 * One MBean as it is sampled. An attribute that fails is not asked again for a minute, then for two, up to an hour; the
 * MBean's own list of attributes is asked for once a minute.
 */
final class SampledMBean {

    private static final long SHORTEST = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
    private static final int MOST_ATTRIBUTES = 1000;
    private static final String TABLE = "javax.management.openmbean.TabularData";

    private final WatchedCalls calls;
    private final ObjectName name;
    private final Map<String, Failure> failing = new HashMap<>();
    private @Nullable List<String> all;
    private long listed;
    private boolean oneByOne;

    SampledMBean(WatchedCalls calls, ObjectName name) {
        this.calls = calls;
        this.name = name;
    }

    /**
     * Reads attributes, and passes on those that could be read.
     *
     * @param named all of them when it is empty
     * @param now in nanoseconds of some origin
     */
    void read(Collection<String> named, long now, BiConsumer<String, @Nullable Object> values) {
        List<String> wanted = new ArrayList<>();
        for (String attribute : named.isEmpty() ? all(now) : named) {
            Failure failure = failing.get(attribute);
            if (failure == null || now - failure.next >= 0) {
                wanted.add(attribute);
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        Set<String> missing = oneByOne ? new LinkedHashSet<>(wanted) : together(wanted, values);
        if (oneByOne) {
            missing.removeIf(attribute -> one(attribute, values));
        }
        wanted.forEach(attribute -> {
            if (missing.contains(attribute)) {
                failing.merge(attribute, new Failure(now, SHORTEST), (before, first) -> before.again(now));
            } else {
                failing.remove(attribute);
            }
        });
    }

    /** Some MBeans fail as a whole when one attribute does; from then on each of theirs is asked for itself. */
    private Set<String> together(List<String> wanted, BiConsumer<String, @Nullable Object> values) {
        Set<String> missing = new LinkedHashSet<>(wanted);
        try {
            for (Attribute attribute :
                    calls.attributes(name, wanted.toArray(new String[0])).asList()) {
                if (missing.remove(attribute.getName())) {
                    values.accept(attribute.getName(), attribute.getValue());
                }
            }
        } catch (JMException | RuntimeException | Error e) { // an Error of an attribute, too
            oneByOne = calls.isRegistered(name);
        }
        return missing;
    }

    private boolean one(String attribute, BiConsumer<String, @Nullable Object> values) {
        try {
            values.accept(attribute, calls.attribute(name, attribute));
            return true;
        } catch (JMException | RuntimeException | Error e) {
            return false;
        }
    }

    private List<String> all(long now) {
        List<String> known = all;
        if (known == null || now - listed >= SHORTEST) {
            known = list();
            all = known;
            listed = now;
        }
        return known;
    }

    private List<String> list() {
        List<String> names = new ArrayList<>();
        try {
            for (MBeanAttributeInfo attribute : calls.info(name).getAttributes()) {
                if (attribute.isReadable() && isSimple(attribute.getType()) && names.size() < MOST_ATTRIBUTES) {
                    names.add(attribute.getName());
                }
            }
        } catch (JMException | RuntimeException | Error e) {
            // Asked again in a minute.
        }
        return names;
    }

    /** What a record never shows is not asked for. */
    private static boolean isSimple(@Nullable String type) {
        return type == null || !type.startsWith("[") && !type.equals(TABLE);
    }

    /** When an attribute that failed is asked again. */
    private static final class Failure {
        final long next;
        private final long pause;

        Failure(long now, long pause) {
            this.next = now + pause;
            this.pause = pause;
        }

        Failure again(long now) {
            return new Failure(now, Math.min(LONGEST, 2 * pause));
        }
    }
}
