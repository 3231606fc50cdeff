package io.farspan.bridge.description;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.management.Descriptor;
import javax.management.ImmutableDescriptor;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.StandardMBean;

import io.farspan.bridge.type.Classes;

/**
 * An MBean's management interface as far as this JVM knows it: the name follows from the naming rules of standard MBeans
 * and MXBeans, the rest from introspection where the interface is the JDK's.
 */
final class LocalInterface {

    private static final Map<String, Optional<MBeanInfo>> INTROSPECTED = new ConcurrentHashMap<>();

    private final Optional<String> name;
    private final boolean mxbean;
    private final boolean dynamic;

    private LocalInterface(Optional<String> name, boolean mxbean, boolean dynamic) {
        this.name = name;
        this.mxbean = mxbean;
        this.dynamic = dynamic;
    }

    static LocalInterface of(String className, Set<String> interfaces) {
        List<String> mxbeans = interfaces.stream()
                .filter(one -> one.endsWith("MXBean"))
                .sorted(Comparator.comparing(LocalInterface::depth).reversed().thenComparing(one -> one))
                .toList();
        if (!mxbeans.isEmpty()) {
            return new LocalInterface(Optional.of(mxbeans.get(0)), true, false);
        }
        String standard = className + "MBean";
        if (interfaces.contains(standard) && !className.startsWith("javax.management.")) {
            return new LocalInterface(Optional.of(standard), false, false);
        }
        return new LocalInterface(
                interfaces.stream()
                        .filter(one -> one.endsWith("MBean") && !one.startsWith("javax.management."))
                        .findFirst(),
                false,
                true);
    }

    /** How specific an interface is: how many it extends. */
    private static int depth(String name) {
        return Classes.of(name)
                .map(type -> type.getInterfaces().length + parents(type))
                .orElse(0);
    }

    private static int parents(Class<?> type) {
        return Arrays.stream(type.getInterfaces())
                .mapToInt(parent -> 1 + parents(parent))
                .sum();
    }

    Descriptor descriptor() {
        return name.<Descriptor>map(own -> new ImmutableDescriptor(
                        "immutableInfo=" + !dynamic,
                        JMX.INTERFACE_CLASS_NAME_FIELD + "=" + own,
                        JMX.MXBEAN_FIELD + "=" + mxbean))
                .orElse(ImmutableDescriptor.EMPTY_DESCRIPTOR);
    }

    Optional<MBeanAttributeInfo> attribute(String attribute) {
        return introspected().flatMap(info -> Arrays.stream(info.getAttributes())
                .filter(one -> one.getName().equals(attribute))
                .findFirst());
    }

    Optional<MBeanOperationInfo> operation(String operation, MBeanParameterInfo[] signature) {
        return introspected().flatMap(info -> Arrays.stream(info.getOperations())
                .filter(one ->
                        one.getName().equals(operation) && Arrays.equals(types(one.getSignature()), types(signature)))
                .findFirst());
    }

    private static Object[] types(MBeanParameterInfo[] signature) {
        return Arrays.stream(signature).map(MBeanParameterInfo::getType).toArray();
    }

    private Optional<MBeanInfo> introspected() {
        return mxbean
                ? name.flatMap(Classes::of)
                        .filter(Class::isInterface)
                        .flatMap(type -> INTROSPECTED.computeIfAbsent(type.getName(), own -> introspect(type)))
                : Optional.empty();
    }

    private static <T> Optional<MBeanInfo> introspect(Class<T> type) {
        try {
            Object proxied = Proxy.newProxyInstance(
                    LocalInterface.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
            return Optional.of(new StandardMBean(type.cast(proxied), type, true).getMBeanInfo());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
