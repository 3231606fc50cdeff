package io.farspan.bridge.type;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularType;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as the Java value of its declared type.
 *
 * <p>Exact for all open types, primitives, strings, numbers, dates, names, arrays and collections of them. Where
 * JSON is ambiguous these rules hold: a number declared {@code Object} or {@code Number} is an {@code Integer} when it
 * fits, else a {@code Long}, with a fraction a {@code Double}; an object of a class that is not part of the JDK becomes
 * {@link CompositeData} with the class's name as its type, so that any tool can show it. Agents write {@code null} for
 * infinite and undefined numbers: a primitive one becomes {@code NaN}, a wrapped one {@code null}.
 */
public final class TypedValues {

    /** The values of primitives for a null, which an agent writes for numbers that JSON lacks. */
    private static final Map<String, Object> NOT_A_NUMBER = Map.of("double", Double.NaN, "float", Float.NaN);

    private TypedValues() {}

    /**
     * The Java value.
     *
     * @param className the declared type as {@link Class#getName} writes it
     * @throws IllegalArgumentException when the value is not of its type
     */
    public static @Nullable Object of(JsonNode value, String className, Optional<OpenType<?>> openType) {
        if (value.isNull() || value.isMissingNode()) {
            return NOT_A_NUMBER.get(className);
        }
        return openType.isPresent() ? open(value, openType.get(), new Repeats()) : declared(value, className);
    }

    static @Nullable Object open(JsonNode value, OpenType<?> type, Repeats repeats) {
        if (value.isNull()) {
            return null;
        }
        if (type instanceof SimpleType<?> simple) {
            return simple == SimpleType.STRING
                    ? repeats.of(value, simple, Object.class, () -> Scalars.of(value, simple.getClassName()))
                    : Scalars.of(value, simple.getClassName());
        }
        if (type instanceof ArrayType<?> array) {
            return array(value, array, repeats);
        }
        if (type instanceof CompositeType composite) {
            return repeats.of(value, composite, Object.class, () -> composite(value, composite, repeats));
        }
        return Tables.of(value, (TabularType) type, repeats);
    }

    private static Object array(JsonNode value, ArrayType<?> type, Repeats repeats) {
        Class<?> component = Classes.of(type.getClassName())
                .orElseThrow(() -> new IllegalArgumentException("unknown class " + type.getClassName()))
                .getComponentType();
        OpenType<?> element = type.getElementOpenType();
        return array(value, component, item -> open(item, element, repeats));
    }

    /** Makes the elements of an array of any depth. */
    private interface Elements {
        @Nullable
        Object of(JsonNode item);
    }

    private static Object array(JsonNode value, Class<?> component, Elements elements) {
        if (!value.isArray()) {
            throw new IllegalArgumentException("expected an array, not " + Scalars.shorten(value));
        }
        Object array = Array.newInstance(component, value.size());
        for (int index = 0; index < value.size(); index++) {
            JsonNode item = value.get(index);
            if (!item.isNull()) {
                Array.set(
                        array,
                        index,
                        component.isArray() ? array(item, component.getComponentType(), elements) : elements.of(item));
            }
        }
        return array;
    }

    /** Composite data of this type; items that the type does not have are added to it, as a subtype's would be. */
    static CompositeData composite(JsonNode value, CompositeType type, Repeats repeats) {
        if (!value.isObject()) {
            throw new IllegalArgumentException("expected composite data, not " + Scalars.shorten(value));
        }
        Map<String, @Nullable Object> items = new LinkedHashMap<>();
        type.keySet()
                .forEach(name -> items.put(
                        name, value.hasNonNull(name) ? open(value.get(name), type.getType(name), repeats) : null));
        Set<String> more = new HashSet<>();
        value.fieldNames().forEachRemaining(name -> {
            if (!type.containsKey(name)) {
                more.add(name);
            }
        });
        return more.isEmpty() ? Inferred.composite(type, items) : Inferred.extended(type, items, value, more);
    }

    private static @Nullable Object declared(JsonNode value, String className) {
        if (Scalars.knows(className)) {
            return Scalars.of(value, className);
        }
        if (className.startsWith("[")) {
            return declaredArray(value, className);
        }
        if (className.equals(CompositeData.class.getName())) {
            return Inferred.composite(value, className);
        }
        if (className.equals(TabularData.class.getName())) {
            return Tables.inferred(value);
        }
        Optional<Class<?>> type = Classes.of(className);
        if (type.isPresent()) {
            if (value.isArray() && Collection.class.isAssignableFrom(type.get())) {
                return collection(value, type.get());
            }
            if (value.isObject() && Map.class.isAssignableFrom(type.get())) {
                return map(value);
            }
            Optional<Object> parsed = Scalars.parsed(value, type.get());
            if (parsed.isPresent()) {
                return parsed.get();
            }
        }
        return value.isObject() && !value.isEmpty() ? Inferred.composite(value, className) : natural(value);
    }

    private static Object declaredArray(JsonNode value, String className) {
        String element = className.replaceFirst("^\\[+L?", "").replace(";", "");
        Class<?> component = Classes.of(className)
                .map(Class::getComponentType)
                .orElseGet(() -> value.isArray()
                                && !value.isEmpty()
                                && value.get(0).isTextual()
                        ? String.class
                        : value.isArray() && !value.isEmpty() && value.get(0).isObject()
                                ? CompositeData.class
                                : Object.class);
        return array(value, component, item -> declared(item, Scalars.primitive(element)));
    }

    private static Object collection(JsonNode value, Class<?> type) {
        Collection<@Nullable Object> items = Set.class.isAssignableFrom(type)
                ? new LinkedHashSet<>()
                : Deque.class.isAssignableFrom(type) ? new ArrayDeque<>() : new ArrayList<>();
        value.forEach(item -> items.add(natural(item)));
        return items;
    }

    private static Map<String, @Nullable Object> map(JsonNode value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        value.fields().forEachRemaining(entry -> map.put(entry.getKey(), natural(entry.getValue())));
        return map;
    }

    /** A value without a declared type. */
    static @Nullable Object natural(JsonNode value) {
        if (value.isArray()) {
            List<@Nullable Object> items = new ArrayList<>();
            value.forEach(item -> items.add(natural(item)));
            return items;
        }
        if (value.isObject()) {
            return value.isEmpty() ? new LinkedHashMap<>() : Inferred.composite(value, "java.util.Map");
        }
        return Scalars.natural(value);
    }
}
