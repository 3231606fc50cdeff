package io.farspan.bridge.view;

import java.time.Duration;

/**
 * How old the values and descriptions that a view shows may be, counted from the request to the instance.
 *
 * @param values attribute values, names and threads
 * @param descriptions descriptions of MBeans, except for those of the platform, which never change
 */
public record AgeLimits(Duration values, Duration descriptions) {

    /** One second for values, ten for descriptions. */
    public static final AgeLimits USUAL = new AgeLimits(Duration.ofSeconds(1), Duration.ofSeconds(10));

    public AgeLimits {
        if (values.isNegative() || descriptions.isNegative()) {
            throw new IllegalArgumentException("An age cannot be negative");
        }
    }

    boolean isFresh(long askedAt, long now) {
        return now - askedAt <= values.toNanos();
    }

    boolean isDescriptionFresh(long askedAt, long now) {
        return now - askedAt <= descriptions.toNanos();
    }
}
