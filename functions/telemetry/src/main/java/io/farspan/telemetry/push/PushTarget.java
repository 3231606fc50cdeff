package io.farspan.telemetry.push;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;

/**
 * What somebody pushes telemetry for.
 *
 * @param application the application
 * @param location one of its locations
 */
public record PushTarget(String application, String location) {

    private static final int LONGEST_NAME = 63;

    /** Longer names are of nothing that runs. */
    private static final int LONGEST_GIVEN = 255;

    public PushTarget {
        Names.requireLabel("application", application);
        Names.requireLabel("location", location);
    }

    /** From {@code APPLICATION/LOCATION}. Fails with {@link IllegalArgumentException}. */
    static PushTarget parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + Names.shorten(text) + "' must be written APPLICATION/LOCATION");
        }
        return new PushTarget(text.substring(0, slash), text.substring(slash + 1));
    }

    /**
     * The instance there of this name, as far as a name can have its characters: what an address or a path has besides
     * becomes {@code -}. Fails with {@link IllegalArgumentException} when nothing is left, or for one that is too long to
     * be a name.
     */
    public InstanceId instance(String name) {
        if (name.length() > LONGEST_GIVEN) {
            throw new IllegalArgumentException("the name of an instance may have " + LONGEST_GIVEN + " characters");
        }
        String clean = name.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return new InstanceId(location, clean.substring(0, Math.min(LONGEST_NAME, clean.length())));
    }

    @Override
    public String toString() {
        return application + "/" + location;
    }
}
