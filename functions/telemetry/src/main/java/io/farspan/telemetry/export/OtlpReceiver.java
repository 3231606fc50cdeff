package io.farspan.telemetry.export;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.farspan.home.reach.PlatformRefusal;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.http.Gzip;
import io.farspan.telemetry.store.ExportSignal;
import io.farspan.telemetry.wire.ProtoReader;

/**
 * An OTLP/HTTP receiver, which takes protobuf compressed by gzip. Every method blocks, for no longer than its time limit.
 * Thread-safe.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
final class OtlpReceiver {

    /** How long a receiver may ask to be left alone; it could say days. */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private static final int MOST_ANSWER = 64 << 10;
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int CLIENT_ERROR = 400;

    private static final int TOO_LARGE = 413;

    /** What OTLP says is to be sent again, and what says of the receiver or a proxy before it that it has a moment's trouble. */
    private static final Set<Integer> RETRYABLE = Set.of(408, 429, 500, 502, 503, 504);

    /**
     * What says nothing of the batch but that the URL or the credentials are wrong. OTLP would have it dropped; it waits here
     * until somebody has put that right.
     */
    private static final Set<Integer> OF_THE_SETTINGS = Set.of(401, 403, 404, 407);

    private final URI url;
    private final RequestHeaders headers;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * A receiver.
     *
     * @throws IllegalArgumentException for a URL that cannot be one's
     */
    OtlpReceiver(URI url, RequestHeaders headers, Duration timeout) {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException("farspan.telemetry.otlp-out.url must be like"
                    + " https://collector.example:4318, without a user or a query; what shows who sends belongs into"
                    + " farspan.telemetry.otlp-out.headers-file");
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "farspan.telemetry.otlp-out.timeout must be positive, but is " + timeout);
        }
        this.url = url;
        this.headers = headers;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** Sends a message, and waits for what becomes of it. */
    Delivery send(ExportSignal signal, byte[] message) {
        HttpRequest.Builder request = HttpRequest.newBuilder(path(signal))
                .timeout(timeout)
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", Gzip.CODING)
                .header("User-Agent", "Farspan")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Gzip.compress(message)));
        try {
            Secrets secrets = headers.addTo(request);
            return read(exchange(request.build()), secrets);
        } catch (IOException e) {
            return new Delivery.Later(
                    e.getClass().getSimpleName(),
                    url + " cannot be reached, or does not answer: " + words(e),
                    Optional.empty());
        }
    }

    private URI path(ExportSignal signal) {
        String base = url.toString();
        return URI.create((base.endsWith("/") ? base : base + "/") + "v1/" + signal.word());
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, head -> new FirstBytes(MOST_ANSWER));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS); // the request's own limit ends with its head
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("this router is being stopped", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String words(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : Names.shorten(failure.getMessage());
    }

    private Delivery read(HttpResponse<byte[]> answer, Secrets secrets) {
        int status = answer.statusCode();
        if (status >= OK && status < REDIRECT) {
            return accepted(answer.body(), secrets);
        }
        String of = "HTTP " + status;
        String why = url + " answered " + of + message(answer, secrets);
        if (RETRYABLE.contains(status)) {
            return new Delivery.Later(
                    of, why, answer.headers().firstValue("Retry-After").flatMap(OtlpReceiver::pause));
        }
        if ((status >= REDIRECT && status < CLIENT_ERROR) || OF_THE_SETTINGS.contains(status)) {
            return new Delivery.Later(
                    of, why + "; check farspan.telemetry.otlp-out.url and its headers", Optional.empty());
        }
        if (status == TOO_LARGE) {
            return new Delivery.TooLarge(why);
        }
        return new Delivery.Refused(why);
    }

    /** An answer that is no message, as a proxy may make it, says nothing else than its status. */
    private static Delivery accepted(byte[] body, Secrets secrets) {
        long rejected = 0;
        String why = "";
        try {
            ProtoReader in = new ProtoReader(body);
            for (int field = in.field(); field != 0; field = in.field()) {
                if (field != 1) {
                    in.skip();
                    continue;
                }
                ProtoReader partial = in.message();
                for (int of = partial.field(); of != 0; of = partial.field()) {
                    switch (of) {
                        case 1 -> rejected = partial.number();
                        case 2 -> why = Names.shorten(secrets.mask(partial.text()));
                        default -> partial.skip();
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            return new Delivery.Accepted(0, "");
        }
        return new Delivery.Accepted(rejected, why);
    }

    /** What an answer says why: the message of a {@code google.rpc.Status}, or text. */
    private static String message(HttpResponse<byte[]> answer, Secrets secrets) {
        String why = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.headers().firstValue("Content-Type").orElse("").startsWith("application/x-protobuf")) {
            try {
                why = "";
                ProtoReader in = new ProtoReader(answer.body());
                for (int field = in.field(); field != 0; field = in.field()) {
                    if (field == 2) {
                        why = in.text();
                    } else {
                        in.skip();
                    }
                }
            } catch (IllegalArgumentException e) {
                why = "";
            }
        }
        return why.isBlank() ? "" : " (" + Names.shorten(secrets.mask(why.strip())) + ")";
    }

    /** Seconds, or a time. */
    static Optional<Duration> pause(String retryAfter) {
        return PlatformRefusal.after(retryAfter, Optional.empty(), Instant.now())
                .filter(pause -> !pause.isZero())
                .map(pause -> pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
}
