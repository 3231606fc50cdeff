package io.farspan.telemetry.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamMessage;
import io.farspan.protocol.stream.StreamTopic;
import io.farspan.telemetry.collect.LocationBatches;
import io.farspan.telemetry.store.AppendResult;
import io.farspan.telemetry.store.StreamKey;

/**
 * Takes in the messages of one partition, in its order. Of a stream a message is stored when it follows the stream's
 * checkpoint:
 *
 * <ul>
 *   <li>What is before the checkpoint came again, and is passed over.
 *   <li>Where something is missing before the first message of a publication, it was in the topic before, and is gone: the
 *       gap is recorded. So it is when the partition itself has lost messages that were not read yet.
 *   <li>Where something is missing elsewhere, a publication was cut short. It was not released at its agent, so the next one
 *       begins there again, and what came after the hole is passed over.
 * </ul>
 *
 * Not thread-safe.
 */
final class PartitionIntake {

    /** Checkpoints that are remembered. */
    private static final int MOST_STREAMS = 20_000;

    private static final int MOST_ATTEMPTS = 5;

    private final StreamTopic topic;
    private final LocationBatches batches;
    private final Map<StreamKey, Long> checkpoints = new HashMap<>();
    private final Set<StreamKey> followed = new HashSet<>();
    private boolean lostMessages;
    private long expected;

    /**
     * An intake that goes on where the last one was.
     *
     * @param expected the offset in the partition up to which it was read
     */
    PartitionIntake(StreamTopic topic, LocationBatches batches, long expected) {
        this.topic = topic;
        this.batches = batches;
        this.expected = expected;
    }

    /**
     * Stores what is new in these messages. Fails like the store; then nothing of them counts as taken, and what was stored
     * is known when they come again.
     *
     * @param admitted whether an instance's records are taken
     * @return what is wrong with them in one sentence, empty when nothing is
     */
    String take(List<ConsumerRecord<String, byte[]>> records, Predicate<InstanceId> admitted) {
        Refusals refusals = new Refusals();
        Map<StreamKey, List<StreamMessage>> byStream = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            if (record.offset() != expected) {
                refusals.add(topic.name() + " goes on at " + record.offset() + " instead of " + expected
                        + " in its partition " + record.partition() + ": messages were gone before they were read. A"
                        + " stream that goes on gets the gap " + Gap.TOPIC_LOST
                        + ", the end of one that does not is lost"
                        + " without one");
                lostMessages = true;
                followed.clear();
            }
            expected = record.offset() + 1;
            try {
                StreamMessage message = read(record);
                require(message, admitted);
                byStream.computeIfAbsent(key(message), stream -> new ArrayList<>())
                        .add(message);
            } catch (MalformedStreamException | Refused e) {
                refusals.add(topic.name() + " has a message that is refused: " + e.getMessage());
            }
        }
        byStream.forEach((stream, messages) -> {
            try {
                store(stream, messages, refusals);
            } catch (FarspanException e) {
                if (e.code() != ProblemCode.FUNCTION_ANSWER_INVALID) {
                    throw e;
                }
                refusals.add(e.problem().detail());
            }
        });
        return refusals.toString();
    }

    private static StreamMessage read(ConsumerRecord<String, byte[]> record) throws MalformedStreamException {
        return StreamMessage.read(
                Optional.ofNullable(record.key()).orElse(""),
                name -> Optional.ofNullable(record.headers().lastHeader(name)).map(Header::value),
                Optional.ofNullable(record.value()).orElse(new byte[0]));
    }

    private void require(StreamMessage message, Predicate<InstanceId> admitted) throws Refused {
        if (!message.application().equals(topic.application())
                || !message.instance().location().equals(topic.location())) {
            throw new Refused("the topic does not speak for " + message.application() + " in "
                    + message.instance().location());
        }
        if (!admitted.test(message.instance())) {
            throw new Refused("the map does not have " + message.instance());
        }
    }

    private static StreamKey key(StreamMessage message) {
        return new StreamKey(message.application(), message.instance(), message.name(), message.incarnation());
    }

    private void store(StreamKey stream, List<StreamMessage> messages, Refusals refusals) {
        if (checkpoints.size() >= MOST_STREAMS) {
            checkpoints.clear();
            lostMessages = false; // nothing is a gap for which it is not known that the stream was not followed
            followed.clear();
        }
        messages.forEach(message -> message.publication().ifPresent(begun -> begun.clock()
                .ifPresent(clock -> batches.clock(stream.instance(), clock, begun.began()))));
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            if (append(stream, messages, refusals)) {
                followed.add(stream);
                return;
            }
        }
        throw new FarspanException(
                ProblemCode.STORE_UNREACHABLE,
                "The " + stream
                        + " is stored by somebody else at the same time. It is tried again; let one home collect.");
    }

    /** Whether all that follows the checkpoint was stored; otherwise the checkpoint was another, and now is known. */
    private boolean append(StreamKey stream, List<StreamMessage> messages, Refusals refusals) {
        long checkpoint = checkpoints.computeIfAbsent(stream, key -> batches.checkpoint(key, topic.kind()));
        StreamAssembly assembly = new StreamAssembly(stream, topic.kind(), checkpoint);
        boolean mayBeGone = lostMessages && !followed.contains(stream);
        for (StreamMessage message : messages) {
            boolean follows =
                    message.offset() <= assembly.at() || message.publication().isPresent() || mayBeGone;
            mayBeGone = false;
            if (message.next() <= assembly.at()) {
                continue;
            }
            if (follows) {
                assembly.add(message);
            } else {
                refusals.add("the " + stream + " continues at " + message.offset() + " instead of " + assembly.at()
                        + "; its next publication begins there again");
            }
        }
        for (StreamBatch batch : assembly.batches()) {
            AppendResult result = batches.append(stream, batch);
            checkpoints.put(stream, result.<Long>fold(next -> next, current -> current));
            if (result instanceof AppendResult.StaleCheckpoint) {
                return false;
            }
        }
        return true;
    }

    /** A message that does not come from whom it says. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null, false, false);
        }
    }
}
