package io.farspan.bridge.view;

import java.io.IOException;
import java.util.Optional;

import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;
import javax.management.RuntimeOperationsException;
import javax.management.openmbean.OpenType;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.farspan.bridge.description.BeanDescription;
import io.farspan.bridge.type.Arguments;
import io.farspan.bridge.type.TypedValues;

/** Values between Java and JSON, with the exceptions that a tool expects when one cannot be converted. */
final class Conversions {

    private Conversions() {}

    static JsonNode argument(@Nullable Object value) {
        try {
            return Arguments.of(value);
        } catch (IllegalArgumentException e) {
            throw new RuntimeOperationsException(e, String.valueOf(e.getMessage()));
        }
    }

    static @Nullable Object attribute(JsonNode value, ObjectName bean, MBeanAttributeInfo info) throws IOException {
        return typed(value, bean, info.getName(), info.getType(), BeanDescription.openType(info));
    }

    static @Nullable Object result(JsonNode value, ObjectName bean, MBeanOperationInfo info) throws IOException {
        return typed(value, bean, info.getName(), info.getReturnType(), BeanDescription.openType(info));
    }

    private static @Nullable Object typed(
            JsonNode value, ObjectName bean, String feature, String type, Optional<OpenType<?>> open)
            throws IOException {
        try {
            return TypedValues.of(value, type, open);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    bean + " " + feature + " is not of its declared type " + type + ": " + e.getMessage(), e);
        }
    }
}
