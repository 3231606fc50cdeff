package io.farspan.protocol.call;

import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of one JVM, unique in its application: {@code location/name}.
 *
 * @param location a DNS label, see {@link Names}
 * @param name 1 to 63 letters, digits, {@code . _ -}, starting with a letter or digit; case matters
 */
public record InstanceId(String location, String name) implements Comparable<InstanceId> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public InstanceId {
        Names.requireLabel("location", location);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Instance name '" + Names.shorten(name)
                    + "' must be 1 to 63 letters, digits, '.', '_' or '-', starting with a letter or digit");
        }
    }

    /** Reads {@code location/name}. */
    @JsonCreator
    public static InstanceId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "Instance '" + Names.shorten(text) + "' must be written location/name, for example aws1/i-7");
        }
        return new InstanceId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(InstanceId other) {
        int byLocation = location.compareTo(other.location);
        return byLocation != 0 ? byLocation : name.compareTo(other.name);
    }

    @Override
    @JsonValue
    public String toString() {
        return location + "/" + name;
    }
}
