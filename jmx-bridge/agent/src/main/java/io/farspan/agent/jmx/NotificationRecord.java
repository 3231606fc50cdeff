package io.farspan.agent.jmx;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.record.Event;

/**
 * A notification as a record: its message, and as attributes its {@code source}, {@code type}, {@code sequence} and, when
 * they are simple, its user {@code data}.
 */
final class NotificationRecord {

    private static final long LATEST_MILLIS = Long.MAX_VALUE / 1_000_000;

    private NotificationRecord() {}

    /** The records of one notification, more than one when its message is very long. */
    static List<byte[]> of(Notification notification, ObjectName emitter, Clock clock) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("source", source(notification, emitter));
        attributes.put("type", String.valueOf(notification.getType()));
        attributes.put("sequence", Long.toString(notification.getSequenceNumber()));
        data(notification.getUserData()).ifPresent(text -> attributes.put("data", text));
        String message = notification.getMessage();
        return Event.at(time(notification, clock))
                .attributes(attributes)
                .records(Event.bytes(message == null ? "" : message));
    }

    /** The MBean server puts the name in place of the MBean, but not of another object that an MBean names. */
    private static String source(Notification notification, ObjectName emitter) {
        Object source = notification.getSource();
        return (source instanceof ObjectName ? (ObjectName) source : emitter).getCanonicalName();
    }

    private static Instant time(Notification notification, Clock clock) {
        long millis = notification.getTimeStamp();
        return millis > 0 && millis < LATEST_MILLIS ? Instant.ofEpochMilli(millis) : clock.instant();
    }

    private static Optional<String> data(@Nullable Object data) {
        if (data instanceof String) {
            return Optional.of((String) data);
        }
        if (data != null && data.getClass() == Date.class) {
            return Optional.of(((Date) data).toInstant().toString());
        }
        return data instanceof Number || data instanceof Boolean || data instanceof CompositeData
                ? ValueJson.of(data)
                : Optional.empty();
    }
}
