package io.farspan.protocol.function;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What home believes of a function's answer. */
class FunctionAnswerTest {

    private static final String ANSWER =
            "{\"location\":\"aws1\",\"epoch\":1,\"outcomes\":[{\"instance\":\"aws1/i-1\",\"location\":\"aws1\",\"tookMs\":1,\"responses\":[{}]}]}";

    @Test
    void anAnswerOfTheLocationsOwnInstancesIsRead() throws IOException {
        assertThat(Json.wire()
                        .readValue(ANSWER.getBytes(), FunctionAnswer.class)
                        .outcomes())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"location\":\"aws1\",|{",
                "\"instance\":\"aws1/i-1\",|",
                "\"aws1/i-1\",\"location\":\"aws1\",|\"aws1/i-1\",",
                "aws1/i-1|az1/i-1"
            })
    void anAnswerWithoutItsPlaceOrOfAnothersInstanceIsRefused(String change) {
        String[] parts = change.split("\\|", -1);
        String wrong = ANSWER.replace(parts[0], parts[1]);
        assertThat(wrong).isNotEqualTo(ANSWER);
        assertThatThrownBy(() -> Json.wire().readValue(wrong.getBytes(), FunctionAnswer.class))
                .isInstanceOf(JsonProcessingException.class);
    }
}
