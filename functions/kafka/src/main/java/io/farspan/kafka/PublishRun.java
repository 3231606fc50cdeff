package io.farspan.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import io.farspan.core.collect.SpoolReading;
import io.farspan.plugin.PluginContext;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.kafka.KafkaSettings;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.ClockReading;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.PublishAnswer;
import io.farspan.protocol.stream.PublishCall;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamMessage;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamTopic;

/**
 * One call of {@link PublishPlugin}: reads, sends, waits for the brokers' acknowledgements, and releases at the agents what
 * is acknowledged without a hole. When it ends before that, the next call sends the same records again, and readers know
 * them by stream, incarnation and offset.
 */
final class PublishRun {

    /** Of the time that is left after reading, what the brokers get; the rest is for the release. */
    private static final double SHARE_OF_BROKERS = 0.7;

    private final PluginContext context;
    private final KafkaSettings settings;
    private final Brokers brokers;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final List<StreamSending> sendings = new ArrayList<>();
    private final Map<InstanceId, Problem> problems = new TreeMap<>();
    private final Map<String, Exception> failedTopics = new ConcurrentHashMap<>();

    PublishRun(PluginContext context, KafkaSettings settings, Brokers brokers) {
        this.context = context;
        this.settings = settings;
        this.brokers = brokers;
    }

    PublishAnswer run(PublishCall call) throws InterruptedException {
        SpoolReading reading = new SpoolReading(context);
        long began = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
        CollectAnswer answer = reading.read(call.maxBytes(), call.ends());
        problems.putAll(answer.problems());
        if (answer.streams().stream().anyMatch(batch -> batch.next() > batch.from())) {
            publish(answer, began);
        }
        Map<InstanceId, Map<StreamName, Checkpoint>> held = new HashMap<>();
        sendings.forEach(sending -> sending.held()
                .ifPresent(at -> held.computeIfAbsent(sending.instance(), id -> new HashMap<>())
                        .put(sending.name(), at)));
        reading.release(held);
        return new PublishAnswer(
                sendings.stream().mapToLong(StreamSending::records).sum(),
                answer.left() || sendings.stream().anyMatch(StreamSending::isUnderWay),
                problems,
                answer.ends(),
                answer.withoutAgent());
    }

    private void publish(CollectAnswer answer, long began) throws InterruptedException {
        Duration limit = Duration.ofMillis((long) (context.remaining().toMillis() * SHARE_OF_BROKERS));
        long end = System.nanoTime() + limit.toNanos();
        Producer<String, byte[]> producer = brokers.producer(settings);
        boolean done = false;
        try {
            for (StreamBatch batch : answer.streams()) {
                StreamSending sending = new StreamSending(batch);
                sendings.add(sending);
                if (System.nanoTime() - end < 0) {
                    send(producer, batch, began, answer, sending);
                }
            }
            done = acknowledgements.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        } finally {
            if (!done
                    || sendings.stream()
                            .flatMap(sending -> sending.failure().stream())
                            .anyMatch(why -> !isOfTopic(why))) {
                brokers.giveUp(producer);
            }
        }
        sendings.forEach(sending -> sending.failure().ifPresent(why -> tell(sending, why)));
        sendings.stream()
                .filter(StreamSending::isUnderWay)
                .forEach(sending -> tell(sending, new TimeoutException("not acknowledged within " + limit)));
    }

    /** Whether a topic or one message is the reason, so that the connection is as good as before. */
    private static boolean isOfTopic(Exception why) {
        return why instanceof MalformedStreamException
                || why instanceof RecordTooLargeException
                || why instanceof TopicAuthorizationException
                || why instanceof InvalidTopicException
                || why instanceof UnknownTopicOrPartitionException
                || why.getCause() instanceof UnknownTopicOrPartitionException;
    }

    private void send(
            Producer<String, byte[]> producer,
            StreamBatch batch,
            long began,
            CollectAnswer answer,
            StreamSending sending) {
        String topic =
                new StreamTopic(settings.prefix(), context.application(), context.location(), batch.kind()).name();
        try {
            Optional<ClockReading> clock = Optional.ofNullable(answer.clocks().get(batch.instance()));
            for (StreamMessage message : new StreamMessages(context.application(), batch, began, clock)) {
                Optional.ofNullable(failedTopics.get(topic)).ifPresent(sending::failed);
                if (sending.failure().isPresent()) {
                    return; // without this message those after it are of no use
                }
                send(producer, topic, message, sending);
            }
        } catch (MalformedStreamException | KafkaException | IllegalStateException e) {
            sending.failed(e);
        }
    }

    private void send(Producer<String, byte[]> producer, String topic, StreamMessage message, StreamSending sending) {
        ProducerRecord<String, byte[]> out = new ProducerRecord<>(topic, message.key(), message.value());
        message.headers().forEach(out.headers()::add);
        Future<RecordMetadata> unused = producer.send(out, (metadata, failure) -> {
            if (failure == null) {
                sending.acknowledged(message.offset(), message.next());
            } else {
                sending.failed(failure);
                if (failure instanceof TimeoutException) {
                    failedTopics.putIfAbsent(topic, failure); // each further message would wait as long
                }
            }
            acknowledgements.answered();
        });
        acknowledgements.sent();
    }

    private void tell(StreamSending sending, Exception why) {
        problems.putIfAbsent(
                sending.instance(),
                Problem.of(
                        ProblemCode.STORE_UNREACHABLE,
                        "Kafka has not acknowledged all records of the stream '" + sending.name() + "' of "
                                + sending.instance() + ": " + Names.shorten(String.valueOf(why.getMessage()))
                                + ". They stay at the instance and are published again. Check the brokers, the topic, and"
                                + " what this function may write."));
    }
}
