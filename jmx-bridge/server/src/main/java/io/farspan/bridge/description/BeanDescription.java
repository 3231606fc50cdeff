package io.farspan.bridge.description;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.management.AttributeNotFoundException;
import javax.management.Descriptor;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ReflectionException;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanOperationInfo;
import javax.management.openmbean.OpenMBeanParameterInfo;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularType;

import io.farspan.bridge.type.Classes;

/** One MBean's description, shared by all MBeans with an equal one. */
public final class BeanDescription {

    private final MBeanInfo info;
    private final Set<String> interfaces;
    private final Map<String, MBeanAttributeInfo> attributes;
    private final Set<String> readable;
    private final Set<String> tables;

    BeanDescription(MBeanInfo info, Set<String> interfaces) {
        this.info = info;
        this.interfaces = Set.copyOf(interfaces);
        this.attributes = Arrays.stream(info.getAttributes())
                .collect(Collectors.toUnmodifiableMap(
                        MBeanAttributeInfo::getName, Function.identity(), (first, second) -> first));
        this.readable = attributes.values().stream()
                .filter(MBeanAttributeInfo::isReadable)
                .map(MBeanAttributeInfo::getName)
                .collect(Collectors.toUnmodifiableSet());
        this.tables = attributes.values().stream()
                .filter(BeanDescription::isTable)
                .map(MBeanAttributeInfo::getName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The description as {@code getMBeanInfo} returns it. */
    public MBeanInfo info() {
        return info;
    }

    /** An attribute by name. */
    public Optional<MBeanAttributeInfo> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /** The names of all attributes that can be read. */
    public Set<String> readable() {
        return readable;
    }

    /** Whether an attribute is a list or a table, which may have any number of rows. */
    public boolean isTable(String attribute) {
        return tables.contains(attribute);
    }

    private static boolean isTable(MBeanAttributeInfo attribute) {
        Optional<OpenType<?>> open = openType(attribute);
        if (open.isPresent()) {
            return open.get() instanceof TabularType
                    || (open.get() instanceof ArrayType<?> array
                            && !(array.getElementOpenType() instanceof SimpleType<?>));
        }
        return Classes.of(attribute.getType())
                .map(type -> TabularData.class.isAssignableFrom(type)
                        || Collection.class.isAssignableFrom(type)
                        || Map.class.isAssignableFrom(type)
                        || (type.isArray() && CompositeData.class.isAssignableFrom(type.getComponentType())))
                .orElse(false);
    }

    /** An operation by name and parameter types. */
    public Optional<MBeanOperationInfo> operation(String name, String[] signature) {
        return named(name)
                .filter(operation -> Arrays.equals(
                        Arrays.stream(operation.getSignature())
                                .map(MBeanParameterInfo::getType)
                                .toArray(),
                        signature))
                .findFirst();
    }

    /** Operations of a name. */
    public Stream<MBeanOperationInfo> named(String name) {
        return Arrays.stream(info.getOperations())
                .filter(operation -> operation.getName().equals(name));
    }

    /** An attribute that can be read. */
    public MBeanAttributeInfo readable(String name) throws AttributeNotFoundException {
        MBeanAttributeInfo found = existing(name);
        if (!found.isReadable()) {
            throw new AttributeNotFoundException("Attribute not readable: " + name);
        }
        return found;
    }

    /** An attribute that can be written. */
    public MBeanAttributeInfo writable(String name) throws AttributeNotFoundException {
        MBeanAttributeInfo found = existing(name);
        if (!found.isWritable()) {
            throw new AttributeNotFoundException("Read-only attribute: " + name);
        }
        return found;
    }

    /** The operation that an invocation with this many arguments refers to. */
    public MBeanOperationInfo invocable(String name, String[] signature, int arguments) throws ReflectionException {
        Optional<MBeanOperationInfo> found = operation(name, signature);
        if (found.isEmpty() || signature.length != arguments) {
            String asked = name + "(" + String.join(", ", signature) + ")";
            throw new ReflectionException(
                    new NoSuchMethodException(asked),
                    named(name).findAny().isPresent()
                            ? "Operation " + name + " exists but not with this signature: " + asked
                            : "No such operation: " + name);
        }
        return found.get();
    }

    private MBeanAttributeInfo existing(String name) throws AttributeNotFoundException {
        return attribute(name).orElseThrow(() -> new AttributeNotFoundException("No such attribute: " + name));
    }

    /** Whether the MBean is an instance of a class or interface, as far as names and the JDK's own classes tell. */
    public boolean isInstanceOf(String className) {
        return className.equals("java.lang.Object")
                || className.equals(info.getClassName())
                || interfaces.contains(className)
                || Classes.of(className)
                        .map(type -> Stream.concat(Stream.of(info.getClassName()), interfaces.stream())
                                .anyMatch(own -> Classes.of(own)
                                        .map(type::isAssignableFrom)
                                        .orElse(false)))
                        .orElse(false);
    }

    /** The open type of an attribute. */
    public static Optional<OpenType<?>> openType(MBeanAttributeInfo attribute) {
        return attribute instanceof OpenMBeanAttributeInfo open
                ? Optional.of(open.getOpenType())
                : described(attribute.getDescriptor());
    }

    /** The open type of an operation's result. */
    public static Optional<OpenType<?>> openType(MBeanOperationInfo operation) {
        return operation instanceof OpenMBeanOperationInfo open
                ? Optional.of(open.getReturnOpenType())
                : described(operation.getDescriptor());
    }

    /** The open type of a parameter. */
    static Optional<OpenType<?>> openType(MBeanFeatureInfo feature) {
        return feature instanceof OpenMBeanParameterInfo open
                ? Optional.of(open.getOpenType())
                : described(feature.getDescriptor());
    }

    private static Optional<OpenType<?>> described(Descriptor descriptor) {
        return descriptor.getFieldValue(JMX.OPEN_TYPE_FIELD) instanceof OpenType<?> type
                ? Optional.of(type)
                : Optional.empty();
    }
}
