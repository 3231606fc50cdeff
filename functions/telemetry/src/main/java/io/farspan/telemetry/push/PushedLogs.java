package io.farspan.telemetry.push;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.StreamRecord;

/** Log records that were sent together, by the instance that they are of, and what is refused of them. Not thread-safe. */
public final class PushedLogs implements Pushed {

    /** The most records of a push. */
    static final int MOST_RECORDS = 20_000;

    /** The most instances of a push: what each has is a transaction. */
    static final int MOST_INSTANCES = 64;

    /** The most bytes of a push where it is stored. */
    private static final long MOST_BYTES = 16 << 20;

    /** About what a record takes besides its texts. */
    private static final int BYTES_OF_RECORD = 64;

    /** The most characters of the name of a logger or a thread. */
    private static final int LONGEST_NAME = 255;

    /** The most characters of a record; a longer text is parted. */
    private static final int LONGEST = 1 << 20;

    private final Map<InstanceId, List<StreamRecord>> records = new LinkedHashMap<>();
    private int count;
    private long bytes;
    private int refused;
    private Optional<String> why = Optional.empty();

    /** Makes a record. */
    public interface Reading {

        /** Adds it; fails with {@link IllegalArgumentException} for one that cannot be kept. */
        void read();
    }

    /**
     * Reads one record. One that cannot be kept is refused, and the others are not.
     *
     * @throws FarspanException {@code BODY_TOO_LARGE} for more records than may be sent together
     */
    public void read(Reading record) {
        if (++count > MOST_RECORDS) {
            throw new FarspanException(
                    ProblemCode.BODY_TOO_LARGE,
                    "More than " + MOST_RECORDS + " records were sent together. Have them sent in smaller batches.");
        }
        try {
            record.read();
        } catch (IllegalArgumentException e) {
            refused++;
            why = why.or(() -> Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Adds a record, in parts if it is long.
     *
     * @param attributes what is left of its attributes
     * @throws FarspanException {@code BODY_TOO_LARGE} for more bytes than may be sent together
     */
    public void add(
            InstanceId instance,
            long nanos,
            int severity,
            Optional<String> logger,
            Optional<String> thread,
            Optional<String> traceId,
            Optional<String> spanId,
            String message,
            PushedAttributes attributes) {
        if (!records.containsKey(instance) && records.size() >= MOST_INSTANCES) {
            throw new IllegalArgumentException(
                    "more than " + MOST_INSTANCES + " instances in one push; have them sent apart");
        }
        Map<String, String> others = attributes.others();
        bytes += BYTES_OF_RECORD
                + message.length()
                + attributes.characters()
                + length("logger", logger)
                + length("thread", thread);
        if (bytes > MOST_BYTES) {
            throw new FarspanException(
                    ProblemCode.BODY_TOO_LARGE,
                    "The records take more than " + MOST_BYTES
                            + " bytes with the attributes or labels that each of them"
                            + " is stored with. Have them sent in smaller batches.");
        }
        List<StreamRecord> parts = new ArrayList<>();
        for (int from = 0; from < message.length() || parts.isEmpty(); ) {
            int to = end(message, from);
            parts.add(new StreamRecord(
                    nanos,
                    severity,
                    logger,
                    thread,
                    message.substring(from, to),
                    others,
                    traceId,
                    spanId,
                    new byte[0],
                    to < message.length(),
                    Optional.empty()));
            from = to;
        }
        records.computeIfAbsent(instance, key -> new ArrayList<>()).addAll(parts);
    }

    private static int length(String what, Optional<String> name) {
        int length = name.map(String::length).orElse(0);
        if (length > LONGEST_NAME) {
            throw new IllegalArgumentException("the name of a " + what + " may have " + LONGEST_NAME + " characters");
        }
        return length;
    }

    /** Refuses what an instance has, which cannot be stored however often it is sent. */
    void refuse(InstanceId instance, String reason) {
        refused += records.getOrDefault(instance, List.of()).size();
        why = why.or(() -> Optional.of(reason));
    }

    private static int end(String message, int from) {
        int end = Math.min(message.length(), from + LONGEST);
        boolean parted = end < message.length() && Character.isHighSurrogate(message.charAt(end - 1));
        return parted ? end - 1 : end;
    }

    /** The records, by instance. */
    public Map<InstanceId, List<StreamRecord>> records() {
        return records;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public int refused() {
        return refused;
    }

    @Override
    public Optional<String> why() {
        return why;
    }
}
