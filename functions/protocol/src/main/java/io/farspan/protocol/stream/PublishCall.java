package io.farspan.protocol.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What is asked of the plugin {@code publish}.
 *
 * @param maxBytes the most bytes of records that are read
 * @param ends whether the answer says where every stream ends
 */
public record PublishCall(
        @JsonProperty(required = true) int maxBytes, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean ends) {

    /** What the plugin is called by. */
    public static final String PLUGIN = "publish";

    public PublishCall {
        if (maxBytes < CollectCall.FEWEST_BYTES || maxBytes > CollectCall.MOST_BYTES) {
            throw new IllegalArgumentException("maxBytes must be " + CollectCall.FEWEST_BYTES + " to "
                    + CollectCall.MOST_BYTES + ", not " + maxBytes);
        }
    }
}
