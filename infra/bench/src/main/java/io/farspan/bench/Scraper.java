package io.farspan.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What scrapes one address as Prometheus does, over a kept connection and compressed. */
final class Scraper {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;

    /** A scraper of {@code address}, with a credential or an empty one. */
    Scraper(URI address, String authorization) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(address)
                .timeout(LIMIT)
                .header("Accept", "text/plain;version=0.0.4")
                .header("Accept-Encoding", "gzip")
                .header("X-Prometheus-Scrape-Timeout-Seconds", Long.toString(LIMIT.toSeconds()));
        if (!authorization.isEmpty()) {
            builder.header("Authorization", authorization);
        }
        request = builder.build();
    }

    /** Makes one scrape; its text. */
    String scrape() throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        boolean coded = response.headers()
                .firstValue("Content-Encoding")
                .filter("gzip"::equals)
                .isPresent();
        InputStream body = new ByteArrayInputStream(response.body());
        try (InputStream in = coded ? new GZIPInputStream(body) : body) {
            String text = new String(in.readAllBytes(), UTF_8);
            if (response.statusCode() != 200) {
                throw new IOException(request.uri() + " answers " + response.statusCode() + ": "
                        + text.lines().limit(5).toList());
            }
            return text;
        }
    }
}
