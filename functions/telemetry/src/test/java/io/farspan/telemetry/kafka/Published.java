package io.farspan.telemetry.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.ClockReading;
import io.farspan.protocol.stream.Publication;
import io.farspan.protocol.stream.StreamMessage;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;

/** Messages of a stream as its function publishes them. */
final class Published {

    static final String PREFIX = "farspan";
    static final StreamName JUL = new StreamName("jul");

    private final InstanceId instance;
    final UUID incarnation = UUID.randomUUID();

    Published(String instance) {
        this.instance = InstanceId.parse(instance);
    }

    InstanceId instance() {
        return instance;
    }

    /** The records from one offset to another, as a publication that begins there. */
    List<StreamMessage> publication(long from, long to) {
        List<StreamMessage> messages = new ArrayList<>();
        for (long offset = from; offset < to; offset++) {
            messages.add(message(offset, offset + 1, offset == from, record(offset)));
        }
        return messages;
    }

    StreamMessage message(long offset, long next, boolean first, byte[] value) {
        long now = System.currentTimeMillis() * 1_000_000;
        return new StreamMessage(
                "shop",
                instance,
                JUL,
                incarnation,
                offset,
                next,
                Optional.of(new Publication(next, 0, now, Optional.of(new ClockReading("r", now, 0, 1_000, 1_000))))
                        .filter(begun -> first),
                value);
    }

    static byte[] record(long offset) {
        return StreamRecord.of(System.currentTimeMillis() * 1_000_000, 9, "record " + offset)
                .write();
    }

    /** As they come from a partition that has them from an offset of its own on. */
    static List<ConsumerRecord<String, byte[]>> consumed(String topic, long begin, List<StreamMessage> messages) {
        List<ConsumerRecord<String, byte[]>> consumed = new ArrayList<>();
        for (StreamMessage message : messages) {
            ConsumerRecord<String, byte[]> record =
                    new ConsumerRecord<>(topic, 0, begin + consumed.size(), message.key(), message.value());
            message.headers().forEach(record.headers()::add);
            consumed.add(record);
        }
        return consumed;
    }

    /** As they are sent. */
    static ProducerRecord<String, byte[]> sent(String topic, StreamMessage message) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, message.key(), message.value());
        message.headers().forEach(record.headers()::add);
        return record;
    }
}
