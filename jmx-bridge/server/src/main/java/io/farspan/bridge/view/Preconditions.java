package io.farspan.bridge.view;

import javax.management.InstanceNotFoundException;
import javax.management.ObjectName;
import javax.management.RuntimeOperationsException;

import org.jspecify.annotations.Nullable;

/** What an MBean server checks of its arguments before anything else, with the same exceptions. */
final class Preconditions {

    private Preconditions() {}

    static ObjectName required(@Nullable ObjectName bean) {
        return required(bean, "Object name");
    }

    static <T> T required(@Nullable T value, String what) {
        if (value == null) {
            throw new RuntimeOperationsException(
                    new IllegalArgumentException(what + " cannot be null"), "Exception occurred trying to ask");
        }
        return value;
    }

    /** A name that is not a pattern: no MBean has a pattern as its name, and an agent would answer for many. */
    static ObjectName exact(@Nullable ObjectName bean) throws InstanceNotFoundException {
        ObjectName name = required(bean);
        if (name.isPattern()) {
            throw new InstanceNotFoundException(name.toString());
        }
        return name;
    }
}
