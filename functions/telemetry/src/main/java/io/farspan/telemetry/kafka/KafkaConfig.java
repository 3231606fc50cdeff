package io.farspan.telemetry.kafka;

import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import io.farspan.protocol.kafka.KafkaSettings;
import io.farspan.protocol.stream.StreamTopic;

/** Settings of the topics that telemetry is read from. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.kafka")
public interface KafkaConfig {

    /** Some of the brokers, {@code host:port} separated by commas. Without it nothing is read from Kafka. */
    Optional<String> servers();

    /** What the topics' names begin with. */
    @WithDefault(StreamTopic.USUAL_PREFIX)
    String topicPrefix();

    /** Properties of Kafka's client, such as {@code security.protocol=SASL_SSL}, in the format of Java's properties. */
    Optional<String> client();

    /** A file with such properties. */
    Optional<String> clientFile();

    /** Whether topics of locations that have none are made. */
    @WithDefault("true")
    boolean createTopics();

    /** The same as the functions have it; empty without brokers. */
    default Optional<KafkaSettings> settings() {
        return KafkaSettings.read(key -> switch (key) {
            case KafkaSettings.SERVERS -> servers();
            case "farspan.kafka.topic-prefix" -> Optional.of(topicPrefix());
            case "farspan.kafka.client" -> client();
            case "farspan.kafka.client-file" -> clientFile();
            default -> Optional.empty();
        });
    }
}
