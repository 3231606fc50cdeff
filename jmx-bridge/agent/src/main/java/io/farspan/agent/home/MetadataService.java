package io.farspan.agent.home;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The HTTP service of a cloud's metadata: link-local, without TLS, never through a proxy. */
final class MetadataService {

    /** The address that both clouds have chosen. */
    static final URI USUAL = URI.create("http://169.254.169.254");

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final int LONGEST = 200;

    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    MetadataService(URI base) {
        this.base = base;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
    }

    /** The text that is answered. */
    String ask(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        String text = response.body().trim();
        if (response.statusCode() != OK || text.isEmpty() || text.length() > LONGEST) {
            throw new IOException("the cloud's metadata service answered " + request.uri() + " with status "
                    + response.statusCode() + " and " + text.length() + " characters");
        }
        return text;
    }
}
