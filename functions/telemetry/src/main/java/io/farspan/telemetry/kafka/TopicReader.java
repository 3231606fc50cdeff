package io.farspan.telemetry.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.kafka.KafkaSettings;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamTopic;
import io.farspan.telemetry.collect.LocationTrouble;

/**
 * Reads an application's topics, stores what is new, and only then says to the brokers that it was read. After any failure
 * it begins again where that was last said. It takes all partitions, without a consumer group's balancing: home is one, and
 * another one goes on at once when this one dies. Not thread-safe.
 */
final class TopicReader implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration WAIT = Duration.ofMillis(500);

    /** How often it is looked whether there are other partitions. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    /** How often a partition is tried that cannot be read. */
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    /** More than a key can have. */
    private static final int LONGEST_KEY = 1_000;

    /** After so long what has been taken is committed. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(1);

    private static final int LARGEST_FETCH = 8 << 20;
    private static final int LARGEST_PARTITION_FETCH = 4 << 20;

    private final KafkaSettings settings;
    private final String application;
    private final Intakes intakes;
    private final LocationTrouble trouble;
    private final UnreadablePartitions unreadable;
    private final Map<TopicPartition, PartitionIntake> partitions = new HashMap<>();
    private Set<TopicPartition> wanted = Set.of();
    private @Nullable Consumer<String, byte[]> consumer;
    private long lookedAt = System.nanoTime() - LOOK_AGAIN.toNanos();

    /**
     * A reader that has not begun.
     *
     * @param intakes what takes in the messages
     */
    TopicReader(KafkaSettings settings, String application, Intakes intakes) {
        this(settings, application, intakes, TRY_AGAIN);
    }

    TopicReader(KafkaSettings settings, String application, Intakes intakes, Duration tryAgain) {
        this.settings = settings;
        this.application = application;
        this.intakes = intakes;
        this.trouble = new LocationTrouble(application + ": reading from Kafka");
        this.unreadable = new UnreadablePartitions(application, tryAgain);
    }

    /**
     * Waits a little for messages of these locations and stores what is new in them; how many came. What keeps one partition
     * from being read is said in the log. Otherwise fails like Kafka's client, the map and the store.
     */
    int step(Collection<String> locations) {
        try {
            intakes.begin();
            Consumer<String, byte[]> open = open();
            look(open, locations);
            if (partitions.isEmpty()) {
                return 0;
            }
            Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
            Set<String> refused = new LinkedHashSet<>();
            int count = 0;
            long began = System.nanoTime();
            MessagePile messages = pile(open, WAIT);
            while (messages.count() > 0) {
                messages.byPartition().forEach((partition, its) -> {
                    StreamTopic topic = topic(partition).orElseThrow();
                    PartitionIntake intake = Objects.requireNonNull(partitions.get(partition), "an assigned partition");
                    refused.add(intakes.take(topic, intake, its));
                    read.put(partition, new OffsetAndMetadata(open.position(partition)));
                });
                count += messages.count();
                messages = System.nanoTime() - began < LONGEST_STEP.toNanos()
                        ? pile(open, Duration.ZERO)
                        : new MessagePile();
            }
            if (!read.isEmpty()) {
                open.commitSync(read, LIMIT);
                unreadable.worked(read.keySet());
                refused.remove("");
                trouble.report(String.join("; ", refused));
            }
            return count;
        } catch (RuntimeException e) {
            boolean others = unreadable.leaveOut(e, wanted);
            close();
            if (others) {
                return 0; // and they are read with the next step
            }
            throw e;
        }
    }

    /**
     * What has come by now. Kafka's client unpacks a batch message by message, so that at most one is in memory beyond what a
     * pile may have.
     */
    private static MessagePile pile(Consumer<String, byte[]> open, Duration wait) {
        MessagePile pile = new MessagePile();
        ConsumerRecords<String, byte[]> next = poll(open, wait);
        while (!next.isEmpty()) {
            next.forEach(pile::add);
            next = pile.isFull() ? ConsumerRecords.empty() : more(open);
        }
        return pile;
    }

    /** A failure keeps nothing that came before it from being taken: it comes again when the rest is read. */
    private static ConsumerRecords<String, byte[]> more(Consumer<String, byte[]> open) {
        try {
            return poll(open, Duration.ZERO);
        } catch (KafkaException e) {
            return ConsumerRecords.empty();
        }
    }

    /** A message that is larger than the memory is damaged as others are: Kafka's client names its partition when asked again. */
    private static ConsumerRecords<String, byte[]> poll(Consumer<String, byte[]> open, Duration wait) {
        try {
            return open.poll(wait);
        } catch (OutOfMemoryError e) {
            return open.poll(Duration.ZERO);
        }
    }

    private Optional<StreamTopic> topic(TopicPartition partition) {
        return StreamTopic.parse(settings.prefix(), partition.topic());
    }

    private Consumer<String, byte[]> open() {
        Consumer<String, byte[]> open = consumer;
        if (open == null) {
            open = new KafkaConsumer<>(
                    properties(), BoundedBytes.text(LONGEST_KEY), BoundedBytes.upTo(Frames.LARGEST_PAYLOAD));
            consumer = open;
        }
        return open;
    }

    /** Takes the partitions that there are by now, each from where it was read to. */
    private void look(Consumer<String, byte[]> open, Collection<String> locations) {
        if (System.nanoTime() - lookedAt < LOOK_AGAIN.toNanos() && !unreadable.isAnyOver()) {
            return;
        }
        Map<String, List<PartitionInfo>> there = open.listTopics(LIMIT);
        Set<TopicPartition> all = new HashSet<>();
        for (String location : locations) {
            for (StreamKind kind : StreamKind.values()) {
                String topic = new StreamTopic(settings.prefix(), application, location, kind).name();
                there.getOrDefault(topic, List.of())
                        .forEach(partition -> all.add(new TopicPartition(topic, partition.partition())));
            }
        }
        wanted = unreadable.without(all);
        if (!wanted.equals(partitions.keySet())) {
            partitions.keySet().retainAll(wanted);
            Set<TopicPartition> added = new HashSet<>(wanted);
            added.removeAll(partitions.keySet());
            open.committed(added, LIMIT)
                    .forEach((partition, offset) -> partitions.put(
                            partition,
                            intakes.of(topic(partition).orElseThrow(), offset == null ? 0 : offset.offset())));
            open.assign(wanted);
        }
        lookedAt = System.nanoTime();
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.servers());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.prefix() + "." + application + ".home");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, LARGEST_FETCH);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, LARGEST_PARTITION_FETCH);
        return properties;
    }

    /** Ends the connection; the next step makes another one. */
    @Override
    public void close() {
        Consumer<String, byte[]> open = consumer;
        consumer = null;
        partitions.clear();
        lookedAt = System.nanoTime() - LOOK_AGAIN.toNanos();
        if (open != null) {
            open.close(Duration.ofSeconds(1));
        }
    }
}
