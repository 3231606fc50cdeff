package io.farspan.telemetry.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

import io.farspan.protocol.kafka.KafkaSettings;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamTopic;
import io.farspan.telemetry.collect.LocationTrouble;

/**
 * Makes the topics of locations that have none, with as many partitions and replicas as the brokers give by default, with
 * room for the largest record, and compressed as they were sent, which is how they can be read. Not thread-safe.
 */
final class TopicCreation {

    /** As much as a function sends at once. */
    private static final String LARGEST_MESSAGE = Integer.toString(3 << 20);

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** A topic may have been deleted, or what kept it from being made may be mended. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final KafkaSettings settings;
    private final String application;
    private final LocationTrouble trouble;
    private Set<String> wanted = Set.of();
    private long lookedAt = System.nanoTime();

    TopicCreation(KafkaSettings settings, String application) {
        this.settings = settings;
        this.application = application;
        this.trouble = new LocationTrouble(application + ": making topics");
    }

    /**
     * Makes those of these locations that are missing. One that cannot be made is told in the log, and keeps no other from
     * being read. Fails with {@link KafkaException} when the brokers do not answer.
     */
    void ensure(Collection<String> locations) throws InterruptedException {
        Set<String> all = new TreeSet<>();
        for (String location : locations) {
            for (StreamKind kind : StreamKind.values()) {
                all.add(new StreamTopic(settings.prefix(), application, location, kind).name());
            }
        }
        if (all.isEmpty() || (all.equals(wanted) && System.nanoTime() - lookedAt < LOOK_AGAIN.toNanos())) {
            return;
        }
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.servers());
        try (Admin admin = Admin.create(properties)) {
            Set<String> missing = new TreeSet<>(all);
            missing.removeAll(admin.listTopics().names().get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            String failed = make(admin, missing);
            trouble.report(
                    failed,
                    failed.isEmpty()
                            ? ""
                            : failed + ". Allow this router to make them, or make them and set"
                                    + " farspan.kafka.create-topics to false.");
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException(
                    "The topics of '" + application + "' cannot be listed: " + e.getMessage() + ". Check the brokers.",
                    e);
        }
        wanted = all;
        lookedAt = System.nanoTime();
    }

    /** Those that could not be made, with the reasons; empty when there are none. */
    private static String make(Admin admin, Set<String> topics) throws InterruptedException, TimeoutException {
        List<NewTopic> asked = topics.stream()
                .map(topic -> new NewTopic(topic, Optional.empty(), Optional.empty())
                        .configs(Map.of("max.message.bytes", LARGEST_MESSAGE, "compression.type", "producer")))
                .toList();
        Map<String, String> failed = new TreeMap<>();
        CreateTopicsOptions options = new CreateTopicsOptions().timeoutMs((int) LIMIT.toMillis());
        for (Map.Entry<String, KafkaFuture<Void>> topic :
                admin.createTopics(asked, options).values().entrySet()) {
            try {
                topic.getValue().get(2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    failed.put(topic.getKey(), String.valueOf(e.getCause()));
                }
            }
        }
        return failed.isEmpty() ? "" : failed.toString();
    }
}
