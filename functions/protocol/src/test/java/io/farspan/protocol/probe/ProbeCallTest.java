package io.farspan.protocol.probe;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProbeCallTest {

    private static final ProbeCall PADDED = new ProbeCall(
            "shop", List.of(), List.of("az1"), List.of(), true, 1_000, 7, Optional.of("dc1"), "x".repeat(1_000));

    @Test
    void onlyAsMuchFillerIsSentAsIsNeeded() {
        assertThat(Json.write(PADDED.trimmedTo(600))).hasSize(600);
        assertThat(Json.write(PADDED.again("abc").trimmedTo(600))).hasSize(600);
        assertThat(PADDED.trimmedTo(20).padding()).isEmpty();
        assertThat(PADDED.trimmedTo(9_000)).isEqualTo(PADDED);
        assertThat(PADDED.question().trimmedTo(600)).isEqualTo(PADDED.question());
    }

    @Test
    void aCallByATagIsShortAndReadBack() throws IOException {
        // given
        ProbeCall again = PADDED.question().briefly().again("abc");

        // when
        byte[] sent = Json.write(again);

        // then
        assertThat(new String(sent)).isEqualTo("{\"application\":\"shop\",\"tag\":\"abc\"}");
        assertThat(Json.wire().readValue(sent, ProbeCall.class)).isEqualTo(again);
    }

    @Test
    void onlyACallByATagNeedsNoTimeLimit() {
        assertThatThrownBy(() -> Json.wire().readValue("{\"application\":\"shop\"}", ProbeCall.class))
                .hasMessageContaining("timeoutMs must be 1 to 20000");
        assertThatThrownBy(() -> PADDED.again("x".repeat(65))).hasMessageContaining("at most 64 characters");
    }
}
