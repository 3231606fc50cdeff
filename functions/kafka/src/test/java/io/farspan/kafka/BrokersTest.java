package io.farspan.kafka;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.kafka.KafkaSettings;

import static org.assertj.core.api.Assertions.assertThat;

class BrokersTest {

    @Test
    void whatKeepsAStreamWholeCannotBeChosen() {
        // given
        KafkaSettings settings = new KafkaSettings(
                "127.0.0.1:1",
                "farspan",
                Map.of(
                        "acks", "1",
                        "compression.type", "zstd",
                        "partitioner.class", "org.apache.kafka.clients.producer.RoundRobinPartitioner",
                        "partitioner.ignore.keys", "true",
                        "transactional.id", "mine",
                        "max.in.flight.requests.per.connection", "5",
                        "linger.ms", "7"));

        // then
        assertThat(Brokers.properties(settings))
                .containsEntry("acks", "all")
                .containsEntry("compression.type", "gzip")
                .containsEntry("partitioner.ignore.keys", false)
                .containsEntry("max.in.flight.requests.per.connection", 1)
                .containsEntry("linger.ms", "7")
                .doesNotContainKeys("partitioner.class", "transactional.id");
    }
}
