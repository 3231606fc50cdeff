package io.farspan.bridge.view;

import java.util.Optional;

import io.farspan.protocol.call.InstanceId;

/**
 * The name of a view, as it stands in a JMX service URL: {@code shop}, {@code shop/primary} or {@code shop/aws1/i-7}.
 *
 * @param application the application
 * @param instance one instance
 * @param primary whether the view follows the primary instance
 */
public record ViewName(String application, Optional<InstanceId> instance, boolean primary) {

    private static final String PRIMARY = "primary";

    /** The application as a whole. */
    public static ViewName federated(String application) {
        return new ViewName(application, Optional.empty(), false);
    }

    /** The primary instance, whichever that is. */
    public static ViewName primary(String application) {
        return new ViewName(application, Optional.empty(), true);
    }

    /** One instance. */
    public static ViewName of(String application, InstanceId instance) {
        return new ViewName(application, Optional.of(instance), false);
    }

    /** Whether it shows the application as a whole. */
    public boolean isFederated() {
        return instance.isEmpty() && !primary;
    }

    @Override
    public String toString() {
        return application + instance.map(id -> "/" + id).orElse(primary ? "/" + PRIMARY : "");
    }
}
