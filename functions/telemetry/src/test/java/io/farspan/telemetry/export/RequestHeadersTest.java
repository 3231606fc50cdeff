package io.farspan.telemetry.export;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RequestHeadersTest {

    @TempDir
    Path folder;

    @Test
    void headersAreThoseOfTheSettingAndOfTheFileAsItIsNow() throws IOException {
        // given
        Path file = folder.resolve("headers");
        Files.writeString(file, "Authorization: Bearer old\n");
        RequestHeaders headers = RequestHeaders.of(Optional.of("X-Scope-OrgID=shop,X-Key=a=b"), Optional.of(file));

        // when
        Files.writeString(file, "Authorization: Bearer new\n\n");

        // then
        HttpRequest request = request(headers);
        assertThat(request.headers().allValues("Authorization")).containsExactly("Bearer new");
        assertThat(request.headers().firstValue("X-Scope-OrgID")).contains("shop");
        assertThat(request.headers().firstValue("X-Key")).contains("a=b");
    }

    @Test
    void noFailureShowsAValue() throws IOException {
        // given
        Path file = folder.resolve("headers");
        Files.writeString(file, "Authorization Bearer secret\n");
        RequestHeaders headers = RequestHeaders.of(Optional.empty(), Optional.of(file));

        // then
        assertThatThrownBy(() -> request(headers))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("header 1")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RequestHeaders.of(Optional.of("X-Key=secret\u00e9"), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RequestHeaders.of(Optional.of("Content-Length=7"), Optional.empty()))
                .hasMessageContaining("Content-Length, which cannot be set");
        assertThatThrownBy(() -> request(RequestHeaders.of(Optional.empty(), Optional.of(folder.resolve("none")))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read");
    }

    private static HttpRequest request(RequestHeaders headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost"));
        headers.addTo(request);
        return request.build();
    }
}
