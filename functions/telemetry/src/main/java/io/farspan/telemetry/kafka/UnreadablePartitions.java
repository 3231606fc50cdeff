package io.farspan.telemetry.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jboss.logging.Logger;

import io.farspan.protocol.call.Text;
import io.farspan.protocol.stream.Gap;

/**
 * Partitions that cannot be read, such as those of a topic that home may not read. Each is left out for a while, so that it
 * keeps no other from being read, and the log says so once. Not thread-safe.
 */
final class UnreadablePartitions {

    private static final Logger LOG = Logger.getLogger(UnreadablePartitions.class);

    private final String application;
    private final Duration pause;
    private final Map<TopicPartition, Long> leftOut = new HashMap<>();
    private final Map<TopicPartition, String> told = new HashMap<>();

    /**
     * None yet.
     *
     * @param pause for how long one is left out
     */
    UnreadablePartitions(String application, Duration pause) {
        this.application = application;
        this.pause = pause;
    }

    /** Leaves out those of these that a failure is of; false when it is of none of them, and so of all. */
    boolean leaveOut(RuntimeException failure, Set<TopicPartition> read) {
        Set<TopicPartition> its =
                read.stream().filter(partition -> isOf(failure, partition)).collect(Collectors.toSet());
        for (TopicPartition partition : its) {
            leftOut.put(partition, System.nanoTime());
            String why = String.valueOf(failure.getMessage());
            if (!why.equals(told.put(partition, why))) {
                LOG.warnf(
                        "%s: %s cannot be read and is left out; it is tried again every %d s, and the others go on: %s. %s",
                        application, partition, pause.toSeconds(), Text.escape(why), advice(failure));
            }
        }
        return !its.isEmpty();
    }

    /** Those that are to be read now. */
    Set<TopicPartition> without(Set<TopicPartition> all) {
        leftOut.values().removeIf(this::isOver);
        return all.stream().filter(partition -> !leftOut.containsKey(partition)).collect(Collectors.toSet());
    }

    /** Whether one is to be tried again. */
    boolean isAnyOver() {
        return leftOut.values().stream().anyMatch(this::isOver);
    }

    /** These were read. */
    void worked(Set<TopicPartition> read) {
        read.stream()
                .filter(partition -> told.remove(partition) != null)
                .forEach(partition -> LOG.infof("%s: %s is read again", application, partition));
    }

    private boolean isOver(long since) {
        return System.nanoTime() - since > pause.toNanos();
    }

    /** Kafka's client names the partition of a damaged message in its words only. */
    private static boolean isOf(RuntimeException failure, TopicPartition partition) {
        if (failure instanceof TopicAuthorizationException refused) {
            return refused.unauthorizedTopics().contains(partition.topic());
        }
        if (failure instanceof RecordDeserializationException unreadable) {
            return unreadable.topicPartition().equals(partition);
        }
        return failure instanceof KafkaException
                && !(failure instanceof RetriableException)
                && Pattern.compile("(?<![\\w.-])" + Pattern.quote(partition.toString()) + "(?!\\d)")
                        .matcher(String.valueOf(failure.getMessage()))
                        .find();
    }

    private static String advice(RuntimeException failure) {
        return failure instanceof TopicAuthorizationException
                ? "Let the router's user of Kafka read the topic."
                : "If no broker has its messages whole, delete them with kafka-delete-records.sh: the gap "
                        + Gap.TOPIC_LOST + " then says which records they were.";
    }
}
