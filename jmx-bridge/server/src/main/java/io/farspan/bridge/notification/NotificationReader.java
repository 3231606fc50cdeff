package io.farspan.bridge.notification;

import java.util.Optional;

import javax.management.AttributeChangeNotification;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerNotification;
import javax.management.MalformedObjectNameException;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.bridge.description.BeanDescription;
import io.farspan.bridge.type.TypedValues;
import io.farspan.federation.FederatedName;
import io.farspan.protocol.call.InstanceId;

/**
 * A notification as an agent's pull store writes it, as an object of the class that its content implies. User
 * data of the JDK's own notifications has its known type; any other type is inferred.
 */
final class NotificationReader {

    private NotificationReader() {}

    /** The notification, from {@code source} as the tool knows it. */
    static Notification read(
            JsonNode json, ObjectName source, Optional<InstanceId> qualify, Optional<BeanDescription> description) {
        String type = json.path("type").asText();
        long number = json.path("sequenceNumber").asLong();
        long time = json.path("timeStamp").asLong();
        String message =
                json.path("message").isNull() ? null : json.path("message").asText();
        Notification made;
        Optional<ObjectName> bean = name(json.path("MBeanName")).or(() -> name(json.path("mbeanName")));
        if (bean.isPresent()) {
            ObjectName shown =
                    qualify.map(id -> FederatedName.qualify(bean.get(), id)).orElse(bean.get());
            made = new MBeanServerNotification(type, source, number, shown);
        } else if (json.has("attributeName") && json.has("attributeType")) {
            String className = json.path("attributeType").asText();
            made = new AttributeChangeNotification(
                    source,
                    number,
                    time,
                    message,
                    json.path("attributeName").asText(),
                    className,
                    TypedValues.of(json.path("oldValue"), className, Optional.empty()),
                    TypedValues.of(json.path("newValue"), className, Optional.empty()));
        } else {
            made = new Notification(type, source, number, time, message);
        }
        made.setTimeStamp(time);
        JsonNode data = json.path("userData");
        if (!data.isMissingNode() && !data.isNull()) {
            made.setUserData(TypedValues.of(data, "java.lang.Object", userType(type, description)));
        }
        return made;
    }

    private static Optional<OpenType<?>> userType(String type, Optional<BeanDescription> description) {
        try {
            if (type.startsWith("java.management.memory.")) {
                return memory(description.flatMap(bean -> bean.attribute("HeapMemoryUsage")));
            }
            if (type.equals("com.sun.management.gc.notification")) {
                return collection(description.flatMap(bean -> bean.attribute("LastGcInfo")));
            }
        } catch (OpenDataException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** As {@link java.lang.management.MemoryNotificationInfo#from} wants it. */
    private static Optional<OpenType<?>> memory(Optional<MBeanAttributeInfo> usage) throws OpenDataException {
        Optional<OpenType<?>> known = usage.flatMap(BeanDescription::openType);
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(type(
                        "java.lang.management.MemoryNotificationInfo",
                        new String[] {"poolName", "usage", "count"},
                        SimpleType.STRING,
                        known.get(),
                        SimpleType.LONG));
    }

    /** As {@code com.sun.management.GarbageCollectionNotificationInfo.from} wants it. */
    private static Optional<OpenType<?>> collection(Optional<MBeanAttributeInfo> last) throws OpenDataException {
        Optional<OpenType<?>> known = last.flatMap(BeanDescription::openType);
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(type(
                        "com.sun.management.GarbageCollectionNotificationInfo",
                        new String[] {"gcName", "gcAction", "gcCause", "gcInfo"},
                        SimpleType.STRING,
                        SimpleType.STRING,
                        SimpleType.STRING,
                        known.get()));
    }

    private static CompositeType type(String name, String[] items, OpenType<?>... types) throws OpenDataException {
        return new CompositeType(name, name, items, items, types);
    }

    private static Optional<ObjectName> name(JsonNode json) {
        String text = json.isObject() ? json.path("objectName").asText() : json.asText();
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(new ObjectName(text));
        } catch (MalformedObjectNameException e) {
            return Optional.empty();
        }
    }
}
