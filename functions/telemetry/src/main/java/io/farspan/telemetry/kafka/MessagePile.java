package io.farspan.telemetry.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Messages that are taken in together. It is full by the bytes that they have uncompressed, which no limit of a fetch
 * is of: a few kilobytes may become gigabytes. Not thread-safe.
 */
final class MessagePile {

    private static final int MOST_MESSAGES = 256;
    private static final long MOST_BYTES = 8 << 20;

    private final Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> messages = new LinkedHashMap<>();
    private int count;
    private long bytes;

    void add(ConsumerRecord<String, byte[]> message) {
        messages.computeIfAbsent(
                        new TopicPartition(message.topic(), message.partition()), partition -> new ArrayList<>())
                .add(message);
        count++;
        bytes += Math.max(0, message.serializedKeySize()) + (long) Math.max(0, message.serializedValueSize());
        for (Header header : message.headers()) {
            byte[] value = header.value();
            bytes += header.key().length() + (value == null ? 0 : value.length);
        }
    }

    boolean isFull() {
        return count >= MOST_MESSAGES || bytes >= MOST_BYTES;
    }

    int count() {
        return count;
    }

    /** The messages of each partition, in its order. */
    Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> byPartition() {
        return messages;
    }
}
