package io.farspan.bridge.description;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.management.Descriptor;
import javax.management.ImmutableDescriptor;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanConstructorInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenMBeanOperationInfoSupport;
import javax.management.openmbean.OpenMBeanParameterInfo;
import javax.management.openmbean.OpenMBeanParameterInfoSupport;
import javax.management.openmbean.OpenType;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.bridge.type.Classes;
import io.farspan.bridge.type.OpenTypes;

/**
 * Reads one MBean's part of a {@code list} made with {@code openTypes} and {@code listInterfaces}.
 *
 * <p>An agent does not send descriptors. They are rebuilt from what it does send: {@code openType} from the open
 * types, {@code mxbean} and {@code interfaceClassName} from the interfaces; for an interface of the JDK they are
 * introspected. Descriptor fields from an application's own annotations are lost.
 */
public final class DescriptionReader {

    private DescriptionReader() {}

    /** The description. */
    public static BeanDescription read(JsonNode bean) {
        Set<String> interfaces = new HashSet<>();
        bean.path("interfaces").forEach(name -> interfaces.add(name.asText()));
        String className = bean.path("class").asText("java.lang.Object");
        LocalInterface local = LocalInterface.of(className, interfaces);
        MBeanInfo info = new MBeanInfo(
                className,
                bean.path("desc").asText(),
                attributes(bean.path("attr"), local),
                constructors(bean.path("ctor")),
                operations(bean.path("op"), local),
                notifications(bean.path("notif"), local),
                local.descriptor());
        return new BeanDescription(info, interfaces);
    }

    private static MBeanAttributeInfo[] attributes(JsonNode described, LocalInterface local) {
        List<MBeanAttributeInfo> attributes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : described.properties()) {
            String name = entry.getKey();
            JsonNode one = entry.getValue();
            String type = one.path("type").asText();
            boolean writable = one.path("w").asBoolean(one.path("rw").asBoolean());
            boolean readable = one.path("r").asBoolean(true);
            boolean is = one.path("is").asBoolean();
            String text = one.path("desc").asText();
            Optional<MBeanAttributeInfo> known = local.attribute(name)
                    .filter(own -> own.getType().equals(type)
                            && own.isWritable() == writable
                            && own.isReadable() == readable
                            && own.getDescription().equals(text));
            Optional<OpenType<?>> open = OpenTypes.parse(one.path("openType"));
            if (known.isPresent()) {
                attributes.add(known.get());
            } else if (open.isPresent() && !isPrimitive(type)) {
                attributes.add(new OpenMBeanAttributeInfoSupport(
                        name, described(text, name), open.get(), readable, writable, is));
            } else {
                attributes.add(
                        new MBeanAttributeInfo(name, type, text, readable, writable, is, descriptor(type, open)));
            }
        }
        return attributes.toArray(MBeanAttributeInfo[]::new);
    }

    private static MBeanOperationInfo[] operations(JsonNode described, LocalInterface local) {
        List<MBeanOperationInfo> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : described.properties()) {
            for (JsonNode one : each(entry.getValue())) {
                MBeanParameterInfo[] signature = parameters(one.path("args"));
                String type = one.path("ret").asText("void");
                String name = entry.getKey();
                String text = one.path("desc").asText();
                Optional<MBeanOperationInfo> known = local.operation(name, signature)
                        .filter(own -> own.getReturnType().equals(type)
                                && own.getDescription().equals(text));
                Optional<OpenType<?>> open = OpenTypes.parse(one.path("openRet"));
                boolean allOpen = open.isPresent()
                        && !isPrimitive(type)
                        && List.of(signature).stream().allMatch(OpenMBeanParameterInfo.class::isInstance);
                if (known.isPresent()) {
                    operations.add(known.get());
                } else if (allOpen) {
                    operations.add(new OpenMBeanOperationInfoSupport(
                            name,
                            described(text, name),
                            List.of(signature).stream()
                                    .map(OpenMBeanParameterInfo.class::cast)
                                    .toArray(OpenMBeanParameterInfo[]::new),
                            open.get(),
                            MBeanOperationInfo.UNKNOWN));
                } else {
                    operations.add(new MBeanOperationInfo(
                            name, text, signature, type, MBeanOperationInfo.UNKNOWN, descriptor(type, open)));
                }
            }
        }
        return operations.toArray(MBeanOperationInfo[]::new);
    }

    private static MBeanConstructorInfo[] constructors(JsonNode described) {
        List<MBeanConstructorInfo> constructors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : described.properties()) {
            for (JsonNode one : each(entry.getValue())) {
                constructors.add(new MBeanConstructorInfo(
                        entry.getKey(), one.path("desc").asText(), parameters(one.path("args"))));
            }
        }
        return constructors.toArray(MBeanConstructorInfo[]::new);
    }

    private static MBeanNotificationInfo[] notifications(JsonNode described, LocalInterface local) {
        List<MBeanNotificationInfo> notifications = new ArrayList<>();
        for (JsonNode one : described) {
            List<String> types = new ArrayList<>();
            one.path("types").forEach(type -> types.add(type.asText()));
            notifications.add(new MBeanNotificationInfo(
                    types.toArray(String[]::new),
                    one.path("name").asText(),
                    one.path("desc").asText()));
        }
        return notifications.toArray(MBeanNotificationInfo[]::new);
    }

    private static MBeanParameterInfo[] parameters(JsonNode described) {
        List<MBeanParameterInfo> parameters = new ArrayList<>();
        for (JsonNode one : described) {
            String name = one.path("name").asText();
            String text = one.path("desc").asText();
            String type = one.path("type").asText();
            Optional<OpenType<?>> open = OpenTypes.parse(one.path("openType"));
            parameters.add(
                    open.isPresent() && !isPrimitive(type) && !name.isBlank()
                            ? new OpenMBeanParameterInfoSupport(name, described(text, name), open.get())
                            : new MBeanParameterInfo(name, type, text, descriptor(type, open)));
        }
        return parameters.toArray(MBeanParameterInfo[]::new);
    }

    private static Descriptor descriptor(String type, Optional<OpenType<?>> open) {
        return open.<Descriptor>map(openType -> new ImmutableDescriptor(
                        new String[] {JMX.OPEN_TYPE_FIELD, JMX.ORIGINAL_TYPE_FIELD}, new Object[] {openType, type}))
                .orElse(ImmutableDescriptor.EMPTY_DESCRIPTOR);
    }

    /** A description that the constructors of open infos accept: they reject an empty one. */
    private static String described(String text, String name) {
        return text.isBlank() ? name : text;
    }

    private static boolean isPrimitive(String type) {
        return Classes.of(type.replaceFirst("^\\[+", "").length() == 1 && type.startsWith("[") ? "int" : type)
                .map(Class::isPrimitive)
                .orElse(false);
    }

    /** An agent writes one overload as an object, several as a list. */
    private static Iterable<JsonNode> each(JsonNode oneOrMany) {
        return oneOrMany.isArray() ? oneOrMany : List.of(oneOrMany);
    }
}
