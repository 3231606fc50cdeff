package io.farspan.protocol.stream;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.farspan.protocol.call.InstanceId;

/**
 * Records of one stream that follow its checkpoint without a hole: first what is lost, if anything is, then the block.
 *
 * @param instance whose stream it is
 * @param name the stream's name
 * @param kind what its records are
 * @param incarnation which the offsets are of
 * @param from the checkpoint that it follows; 0 in an incarnation of which home holds nothing
 * @param next the offset after its last record
 * @param end the offset after the last record that can be read at the agent
 * @param lost from {@code from} on; the block then begins at {@code lost.to}
 * @param block the records in {@link Frames}
 * @param since the first offset of the process' present run, whose clock the answer has; what is before was appended under
 *     an earlier run's. 0 when it is not known
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record StreamBatch(
        @JsonProperty(required = true) InstanceId instance,
        @JsonProperty(required = true) StreamName name,
        @JsonProperty(required = true) StreamKind kind,
        @JsonProperty(required = true) UUID incarnation,
        @JsonProperty(required = true) long from,
        @JsonProperty(required = true) long next,
        @JsonProperty(required = true) long end,
        Optional<Lost> lost,
        @JsonProperty(required = true) byte[] block,
        long since) {

    public StreamBatch {
        Objects.requireNonNull(instance, "instance is required");
        Objects.requireNonNull(name, "name is required");
        Objects.requireNonNull(kind, "kind is required");
        Objects.requireNonNull(incarnation, "incarnation is required");
        Objects.requireNonNull(block, "block is required");
        lost = lost == null ? Optional.empty() : lost;
        Offsets.require("from", from);
        Offsets.require("since", since);
        Offsets.requireOrder("from", from, "next", next);
        Offsets.requireOrder("next", next, "end", end);
        long start = from;
        lost.ifPresent(gap -> {
            if (gap.from() != start) {
                throw new IllegalArgumentException(
                        "What is lost must begin at 'from': " + gap.from() + " is not " + start);
            }
            Offsets.requireOrder("lost.to", gap.to(), "next", next);
        });
    }

    /** A batch of the process' present run. */
    public StreamBatch(
            InstanceId instance,
            StreamName name,
            StreamKind kind,
            UUID incarnation,
            long from,
            long next,
            long end,
            Optional<Lost> lost,
            byte[] block) {
        this(instance, name, kind, incarnation, from, next, end, lost, block, 0);
    }

    /** The offset of the first record in the block. */
    public long begin() {
        return lost.map(Lost::to).orElse(from);
    }

    /**
     * The records as frames.
     *
     * @throws MalformedStreamException when the block is malformed, or has another number of records than its offsets say
     */
    public Frames frames() throws MalformedStreamException {
        Frames frames = Frames.of(block);
        if (frames.count() != next - begin()) {
            throw new MalformedStreamException("The block of '" + name + "' of " + instance + " has " + frames.count()
                    + " records, but says that it goes from " + begin() + " to " + next);
        }
        return frames;
    }
}
