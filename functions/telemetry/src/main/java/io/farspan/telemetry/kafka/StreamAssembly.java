package io.farspan.telemetry.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.Lost;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamMessage;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.store.StreamKey;

/** Puts the messages of a stream that follow its checkpoint together to batches. Not thread-safe. */
final class StreamAssembly {

    /** A batch is a transaction, and in memory. */
    private static final int LARGEST_BATCH = 4 << 20;

    private final StreamKey stream;
    private final StreamKind kind;
    private final List<StreamBatch> batches = new ArrayList<>();
    private Frames.Builder frames = new Frames.Builder();
    private int bytes;
    private Optional<Lost> lost = Optional.empty();
    private long from;
    private long at;
    private long end;
    private long since;

    /** An assembly that begins at the checkpoint {@code from}. */
    StreamAssembly(StreamKey stream, StreamKind kind, long from) {
        this.stream = stream;
        this.kind = kind;
        this.from = from;
        this.at = from;
    }

    /** The offset that follows. */
    long at() {
        return at;
    }

    /** Adds a message that ends after {@link #at}; what is missing before it is a gap. */
    void add(StreamMessage message) {
        message.publication().ifPresent(begun -> {
            end = Math.max(end, begun.end());
            since = begun.since();
        });
        if (message.offset() > at) {
            lose(message.offset(), Gap.TOPIC_LOST);
        }
        if (message.isGap()) {
            lose(message.next(), reason(message));
        } else if (message.value().length == 0 || message.value().length > Frames.LARGEST_PAYLOAD) {
            lose(message.next(), Gap.UNREADABLE);
        } else {
            if (bytes + message.value().length > LARGEST_BATCH) {
                endBatch();
            }
            frames.add(message.value());
            bytes += Frames.HEAD + message.value().length;
            at = message.next();
        }
    }

    private static String reason(StreamMessage message) {
        try {
            return StreamRecord.read(message.value()).gap().map(Gap::reason).orElse(Gap.UNREADABLE);
        } catch (MalformedStreamException e) {
            return Gap.UNREADABLE;
        }
    }

    /** What is lost stands at the beginning of a batch. */
    private void lose(long to, String reason) {
        endBatch();
        lost = Optional.of(new Lost(at, to, reason));
        at = to;
    }

    private void endBatch() {
        if (at > from) {
            batches.add(new StreamBatch(
                    stream.instance(),
                    stream.name(),
                    kind,
                    stream.incarnation(),
                    from,
                    at,
                    Math.max(at, end),
                    lost,
                    frames.build().block(),
                    since));
        }
        frames = new Frames.Builder();
        bytes = 0;
        lost = Optional.empty();
        from = at;
    }

    /** The batches, of which each follows the one before. */
    List<StreamBatch> batches() {
        endBatch();
        return batches;
    }
}
