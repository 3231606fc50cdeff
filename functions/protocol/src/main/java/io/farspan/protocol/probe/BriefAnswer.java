package io.farspan.protocol.probe;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The answer to a probe that is asked {@link ProbeCall#again} when it differs from the one before in its numbers only. The
 * caller fills them into the {@link AnswerOutline} that it knows by the tag.
 *
 * @param location the function's location
 * @param numbers the numbers in the order of the outline; empty when the answer is a whole {@link ProbeAnswer} after all
 */
public record BriefAnswer(String location, Optional<List<JsonNode>> numbers) {

    public BriefAnswer {
        Objects.requireNonNull(location, "location is required");
        numbers = numbers == null ? Optional.empty() : numbers.map(List::copyOf);
    }
}
