package io.farspan.telemetry.export;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.telemetry.store.ExportSignal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OtlpReceiverTest {

    private static final RequestHeaders SECRET =
            RequestHeaders.of(Optional.of("Authorization=Bearer secret"), Optional.empty());

    @Test
    void retryAfterIsSecondsOrATimeAndHasABound() {
        // given
        String time = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(5));

        // then
        assertThat(OtlpReceiver.pause("17")).contains(Duration.ofSeconds(17));
        assertThat(OtlpReceiver.pause(time))
                .hasValueSatisfying(pause -> assertThat(pause).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(5)));
        assertThat(OtlpReceiver.pause("86400")).contains(OtlpReceiver.LONGEST_PAUSE);
        assertThat(OtlpReceiver.pause("Thu, 01 Jan 1998 00:00:00 GMT")).isEmpty();
        assertThat(OtlpReceiver.pause("soon")).isEmpty();
    }

    @Test
    void credentialsAreSentAndShownToNobody() {
        try (TestReceiver receiver = new TestReceiver()) {
            // given
            OtlpReceiver out = new OtlpReceiver(receiver.url(), SECRET, Duration.ofSeconds(20));
            receiver.next(exchange -> {
                byte[] body = ("<html>" + "x".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(422, body.length);
                exchange.getResponseBody().write(body);
            });

            // when
            Delivery delivery = out.send(ExportSignal.LOGS, new byte[0]);

            // then
            assertThat(receiver.authorizations).containsExactly("Bearer secret");
            assertThat(delivery).isInstanceOfSatisfying(Delivery.Refused.class, refused -> assertThat(refused.why())
                    .contains("422 (<html>xxx")
                    .hasSizeLessThan(200)
                    .doesNotContain("secret"));
        }
    }

    @Test
    void anAnswerThatRepeatsTheCredentialsIsMasked() {
        try (TestReceiver receiver = new TestReceiver()) {
            // given
            OtlpReceiver out = new OtlpReceiver(receiver.url(), SECRET, Duration.ofSeconds(20));
            receiver.next(TestReceiver.partly(1, "not for Bearer secret"), exchange -> {
                byte[] body = "{\"token\":\"secret\"}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(503, body.length);
                exchange.getResponseBody().write(body);
            });

            // then
            assertThat(out.send(ExportSignal.LOGS, new byte[0])).isEqualTo(new Delivery.Accepted(1, "not for ***"));
            assertThat(out.send(ExportSignal.LOGS, new byte[0])).isInstanceOfSatisfying(Delivery.Later.class, later -> {
                assertThat(later.of()).isEqualTo("HTTP 503");
                assertThat(later.why()).contains("\"token\":\"***\"");
            });
        }
    }

    @Test
    void whoDoesNotAnswerInTimeIsAskedAgain() {
        try (TestReceiver receiver = new TestReceiver()) {
            // given: an answer that begins and never ends
            OtlpReceiver out = new OtlpReceiver(receiver.url(), SECRET, Duration.ofMillis(500));
            CompletableFuture<Boolean> over = new CompletableFuture<>();
            receiver.next(exchange -> {
                exchange.sendResponseHeaders(200, 10);
                exchange.getResponseBody().flush();
                over.join();
            });

            // then
            assertThat(out.send(ExportSignal.METRICS, new byte[0])).isInstanceOf(Delivery.Later.class);
            over.complete(true);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"collector:4318", "ftp://collector", "https://me:secret@collector", "https://collector?a=b"})
    void aUrlThatCannotBeAReceiversIsRefusedAtTheStart(String url) {
        assertThatThrownBy(() -> new OtlpReceiver(URI.create(url), SECRET, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
