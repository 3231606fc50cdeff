package io.farspan.protocol.kafka;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

import io.farspan.protocol.stream.StreamTopic;

/**
 * How Kafka is reached.
 *
 * @param servers {@code farspan.kafka.servers}: some of the brokers, {@code host:port} separated by commas
 * @param prefix {@code farspan.kafka.topic-prefix}: what the topics' names begin with
 * @param client the properties of Kafka's client beside those, such as {@code security.protocol}: of the file
 *     {@code farspan.kafka.client-file}, and over them those of the text {@code farspan.kafka.client}
 */
public record KafkaSettings(String servers, String prefix, Map<String, String> client) {

    /** The setting that turns it all on. */
    public static final String SERVERS = "farspan.kafka.servers";

    public KafkaSettings {
        client = Map.copyOf(client);
    }

    /**
     * The settings; empty when no brokers are named.
     *
     * @throws IllegalArgumentException for a file that cannot be read
     */
    public static Optional<KafkaSettings> read(Function<String, Optional<String>> settings) {
        return settings.apply(SERVERS).filter(servers -> !servers.isBlank()).map(servers -> {
            Properties client = new Properties();
            settings.apply("farspan.kafka.client-file")
                    .filter(file -> !file.isBlank())
                    .ifPresent(file -> load(client, file));
            settings.apply("farspan.kafka.client").ifPresent(text -> load(client, new StringReader(text)));
            Map<String, String> read = new HashMap<>();
            client.stringPropertyNames().forEach(name -> read.put(name, client.getProperty(name)));
            return new KafkaSettings(
                    servers, settings.apply("farspan.kafka.topic-prefix").orElse(StreamTopic.USUAL_PREFIX), read);
        });
    }

    private static void load(Properties client, String file) {
        try (Reader text = Files.newBufferedReader(Path.of(file))) {
            client.load(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The setting farspan.kafka.client-file names " + file + ", which cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private static void load(Properties client, Reader text) {
        try {
            client.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory cannot be read", e);
        }
    }

    /** Without the values of the client's properties, which may be passwords. */
    @Override
    public String toString() {
        return "KafkaSettings[servers=" + servers + ", prefix=" + prefix + ", client=" + client.keySet() + "]";
    }
}
