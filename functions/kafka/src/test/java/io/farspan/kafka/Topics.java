package io.farspan.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamMessage;

/** The topics of a broker, as anybody makes and reads them. */
final class Topics {

    private final String servers;

    Topics(String servers) {
        this.servers = servers;
    }

    void make(String name, Map<String, String> settings) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(settings)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that is in a topic. */
    List<StreamMessage> messages(String topic) throws MalformedStreamException {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<StreamMessage> messages = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> read : consumer.poll(Duration.ofSeconds(1))) {
                    messages.add(StreamMessage.read(
                            read.key(),
                            name -> Optional.ofNullable(read.headers().lastHeader(name))
                                    .map(Header::value),
                            read.value()));
                }
            }
        }
        return messages;
    }
}
