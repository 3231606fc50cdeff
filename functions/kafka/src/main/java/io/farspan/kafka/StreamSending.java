package io.farspan.kafka;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamName;

/**
 * How far a stream is acknowledged without a hole. The brokers answer in the order of a partition, so that everything
 * before the first failure is held, and what is after it does not count. Thread-safe.
 */
final class StreamSending {

    private final InstanceId instance;
    private final StreamName name;
    private final UUID incarnation;
    private final long from;
    private final long next;
    private long held;
    private long records;
    private @Nullable Exception failure;

    StreamSending(StreamBatch batch) {
        this.instance = batch.instance();
        this.name = batch.name();
        this.incarnation = batch.incarnation();
        this.from = batch.from();
        this.next = batch.next();
        this.held = from;
    }

    InstanceId instance() {
        return instance;
    }

    StreamName name() {
        return name;
    }

    /** A message from {@code offset} to {@code next} was acknowledged. */
    synchronized void acknowledged(long offset, long next) {
        if (failure == null && offset == held) {
            held = next;
            records++;
        }
    }

    /** A message was not acknowledged. */
    synchronized void failed(Exception why) {
        if (failure == null) {
            failure = why;
        }
    }

    /** The first failure, if there was one. */
    synchronized Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether something of it is neither held nor refused. */
    synchronized boolean isUnderWay() {
        return failure == null && held < next;
    }

    /** How many messages are held. */
    synchronized long records() {
        return records;
    }

    /** Up to where the brokers hold it, if that is further than before. */
    synchronized Optional<Checkpoint> held() {
        return held > from ? Optional.of(new Checkpoint(incarnation, held)) : Optional.empty();
    }
}
