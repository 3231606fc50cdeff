package io.farspan.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.kafka.KafkaSettings;

/**
 * The connection to the brokers, made when it is first needed and kept from call to call: making one takes longer than most
 * calls. After a failure of the connection it is given up with all that it has not sent, because what it would still send comes again.
 * Thread-safe.
 */
final class Brokers {

    /** A record with its JSON, and what the protocol adds. */
    private static final int LARGEST_REQUEST = 3 << 20;

    private static final int BUFFER = 16 << 20;

    /**
     * A new topic may refuse the first request and take the second, and then the first one never: its records would expire,
     * idempotent or not.
     *
     * @see <a href="https://issues.apache.org/jira/browse/KAFKA-15591">KAFKA-15591</a>
     */
    private static final int MAX_IN_FLIGHT = 1;

    private @Nullable Producer<String, byte[]> producer;

    /** The producer as it is now. Fails with {@link org.apache.kafka.common.KafkaException} when settings are wrong. */
    synchronized Producer<String, byte[]> producer(KafkaSettings settings) {
        Producer<String, byte[]> made = producer;
        if (made == null) {
            made = new KafkaProducer<>(properties(settings), new StringSerializer(), new ByteArraySerializer());
            producer = made;
        }
        return made;
    }

    /** Drops that one, if it is still in use, with what waits in it. */
    void giveUp(Producer<String, byte[]> failed) {
        synchronized (this) {
            if (producer == failed) {
                producer = null;
            }
        }
        failed.close(Duration.ZERO);
    }

    /** What is not ours to choose comes last. */
    static Map<String, Object> properties(KafkaSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER);
        properties.putAll(settings.client());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.servers());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, MAX_IN_FLIGHT);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip"); // the other codecs are not in the package
        properties.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG); // a stream stays in one partition, by its key
        properties.put(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, false);
        properties.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG); // nobody begins a transaction
        return properties;
    }
}
