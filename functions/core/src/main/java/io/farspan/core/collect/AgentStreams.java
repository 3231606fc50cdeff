package io.farspan.core.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Lost;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;

/** The agent's MBean of streams, as Jolokia requests and what is answered to them. */
final class AgentStreams {

    private static final String MBEAN = "io.farspan:type=Streams";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int LONGEST_PROBLEM = 300;

    private AgentStreams() {}

    /**
     * A stream as its agent lists it.
     *
     * @param first the oldest offset that it holds
     * @param next the offset after the last one that can be read
     * @param bytes of all that it holds
     * @param since the first offset of the process' present run; 0 when the agent does not say
     * @param released what is before it is held elsewhere; empty when the agent does not say
     * @param problem what is not in it although it should be, and why, if the agent says so
     */
    record Listed(
            @JsonProperty(required = true) StreamName name,
            @JsonProperty(required = true) StreamKind kind,
            @JsonProperty(required = true) UUID incarnation,
            @JsonProperty(required = true) long first,
            @JsonProperty(required = true) long next,
            @JsonProperty(required = true) long bytes,
            long since,
            OptionalLong released,
            Optional<String> problem) {

        Listed {
            released = released == null ? OptionalLong.empty() : released;
            problem = problem == null ? Optional.empty() : problem.map(Listed::shortened);
            if (first < 0 || next < first || bytes < 0 || since < 0 || released.orElse(0) < 0) {
                throw new IllegalArgumentException("the stream '" + name + "' has impossible bounds: first " + first
                        + ", next " + next + ", bytes " + bytes);
            }
        }

        /** Where to read on when only the agent knows how far others have read. */
        Checkpoint resumption() {
            return new Checkpoint(incarnation, Math.min(next, released.orElse(first)));
        }

        private static String shortened(String text) {
            return text.length() <= LONGEST_PROBLEM ? text : text.substring(0, LONGEST_PROBLEM) + "...";
        }

        /** About how many bytes there are from {@code offset} on. */
        long bytesFrom(long offset) {
            if (offset >= next) {
                return 0;
            }
            double share = (double) (next - Math.max(first, offset)) / (next - first);
            return Math.max(1, (long) (bytes * share));
        }
    }

    /** Records as an agent answers them, checked. */
    record Read(UUID incarnation, long from, long next, long end, Optional<Lost> lost, Frames frames) {}

    private record Answer(
            @JsonProperty(required = true) UUID incarnation,
            @JsonProperty(required = true) long from,
            @JsonProperty(required = true) long next,
            @JsonProperty(required = true) long end,
            Optional<Lost> lost,
            @JsonProperty(required = true) byte[] block) {}

    /** What an agent's clock says: a run and its time. */
    record Clock(@JsonProperty(required = true) String run, @JsonProperty(required = true) long now) {}

    static RawJson clock() {
        return RawJson.of(JsonNodeFactory.instance
                .objectNode()
                .put("type", "read")
                .put("mbean", MBEAN)
                .put("attribute", "Clock"));
    }

    /** The clock in an answer to {@link #clock}; empty when the agent has none, or an answer that is none. */
    static Optional<Clock> clock(RawJson response) {
        try {
            JsonNode tree = response.tree();
            return tree.path("status").asInt() == OK
                    ? Optional.of(Json.wire().readValue(value(tree), Clock.class))
                    : Optional.empty();
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static RawJson list() {
        return request("list", JsonNodeFactory.instance.arrayNode());
    }

    static RawJson release(StreamName name, UUID incarnation, long upTo) {
        return request(
                "release",
                JsonNodeFactory.instance
                        .arrayNode()
                        .add(name.value())
                        .add(incarnation.toString())
                        .add(upTo));
    }

    static RawJson read(StreamName name, UUID incarnation, long from, int maxBytes) {
        return request(
                "read",
                JsonNodeFactory.instance
                        .arrayNode()
                        .add(name.value())
                        .add(incarnation.toString())
                        .add(from)
                        .add(maxBytes));
    }

    private static RawJson request(String operation, JsonNode arguments) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("type", "exec")
                .put("mbean", MBEAN)
                .put("operation", operation);
        request.set("arguments", arguments);
        return RawJson.of(request);
    }

    /** Whether an answer to {@link #list} says that the instance has no agent of ours. */
    static boolean isWithoutAgent(RawJson response) {
        try {
            return response.tree().path("status").asInt() == NOT_FOUND;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** The streams in an answer to {@link #list}; none when the agent is not ours. Fails with {@link InvalidAnswer}. */
    static List<Listed> listed(RawJson response) throws InvalidAnswer {
        try {
            JsonNode tree = response.tree();
            if (tree.path("status").asInt() == NOT_FOUND) {
                return List.of();
            }
            return List.of(Json.wire().readValue(value(tree), Listed[].class));
        } catch (IOException | UncheckedIOException | IllegalArgumentException | NullPointerException e) {
            throw InvalidAnswer.to("list", e);
        }
    }

    /** What was read, with every frame's checksum right and as many frames as offsets. Fails with {@link InvalidAnswer}. */
    static Read read(RawJson response) throws InvalidAnswer {
        try {
            Answer answer = Json.wire().readValue(value(response.tree()), Answer.class);
            Optional<Lost> lost = answer.lost == null ? Optional.empty() : answer.lost;
            if (lost.isPresent() && lost.get().from() != answer.from) {
                throw new IllegalArgumentException(
                        "what is lost begins at " + lost.get().from() + ", and not at " + answer.from);
            }
            Frames frames = Frames.of(answer.block);
            long begin = lost.map(Lost::to).orElse(answer.from);
            if (answer.from < 0 || answer.next - begin != frames.count() || answer.end < answer.next) {
                throw new IllegalArgumentException("it has " + frames.count() + " records from " + begin + " to "
                        + answer.next + " of " + answer.end);
            }
            return new Read(answer.incarnation, answer.from, answer.next, answer.end, lost, frames);
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw InvalidAnswer.to("read", e);
        }
    }

    private static String value(JsonNode response) {
        JsonNode value = response.path("value");
        if (response.path("status").asInt() != OK || !value.isTextual()) {
            throw new IllegalArgumentException("its status is " + response.path("status") + ", "
                    + response.path("error").asText("without an error"));
        }
        return value.textValue();
    }

    /** An answer that is none. The message says why. */
    static final class InvalidAnswer extends Exception {

        private static final long serialVersionUID = 1L;

        private final String detail;

        private InvalidAnswer(String detail, Exception cause) {
            super(detail, cause);
            this.detail = detail;
        }

        static InvalidAnswer to(String operation, Exception cause) {
            return new InvalidAnswer(
                    "The agent's answer to '" + operation + "' of " + MBEAN + " cannot be used: "
                            + Names.shorten(reason(cause)) + ".",
                    cause);
        }

        String detail() {
            return detail;
        }

        private static String reason(Exception cause) {
            return cause instanceof IOException read ? Json.explain(read) : String.valueOf(cause.getMessage());
        }
    }
}
