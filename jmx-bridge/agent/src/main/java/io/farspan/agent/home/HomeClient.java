package io.farspan.agent.home;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Home's HTTP API as the agent uses it. The routers that may be home are tried in turn. */
final class HomeClient {

    private static final int LONGEST_ANSWER = 65_536;
    private static final int LONGEST_DETAIL = 600;

    private final HomeSettings settings;
    private final HttpClient client;
    /** The index of the router to ask first. */
    private volatile int preferred;

    HomeClient(HomeSettings settings) throws IOException, GeneralSecurityException {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        if (settings.certificates.isPresent()) {
            builder.sslContext(trusting(Path.of(settings.certificates.get())));
        }
        this.client = builder.build();
    }

    /** An answer that what was asked is not done now, as by a router that is not home. */
    static class Declined extends IOException {

        private static final long serialVersionUID = 1L;

        Declined(String message) {
            super(message);
        }
    }

    /** Home's answer that it does not do what was asked, which another attempt would not change soon. */
    static final class Refused extends Declined {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** Registers the instance, or registers it again. */
    void register(Entry entry, Duration limit) throws IOException, InterruptedException {
        send("/instances", "POST", HttpRequest.BodyPublishers.ofString(entry.json()), limit);
    }

    /** Removes the instance; one that is gone already is none the less removed. */
    void remove(Entry entry, Duration limit) throws IOException, InterruptedException {
        send("/instances/" + entry.id(), "DELETE", HttpRequest.BodyPublishers.noBody(), limit);
    }

    /** Tells home that the instance lives; what it answers says when to do so next. */
    String heartbeat(Entry entry, Duration limit) throws IOException, InterruptedException {
        // Over HTTP/2 a body without a length would count as a large one.
        return send("/heartbeats/" + entry.id(), "POST", HttpRequest.BodyPublishers.ofString("{}"), limit);
    }

    /**
     * Asks first the router that answered last, or the one after a router that was not reached: that may have taken all the
     * time. A router that cannot be reached may be home, whatever others say.
     */
    private String send(String path, String method, HttpRequest.BodyPublisher body, Duration limit)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        IOException failure = new IOException("home was not asked, because there was no time left");
        boolean unreached = false;
        int first = preferred;
        for (int i = 0; i < settings.homes.size(); i++) {
            int index = (first + i) % settings.homes.size();
            long left = end - System.nanoTime();
            if (left > 0) {
                try {
                    String answer = send(settings.homes.get(index), path, method, body, left);
                    preferred = index;
                    return answer;
                } catch (IOException e) {
                    failure = unreached ? new IOException(failure.getMessage() + "; " + e.getMessage(), failure) : e;
                    if (!(e instanceof Declined)) {
                        unreached = true;
                        preferred = (index + 1) % settings.homes.size();
                    }
                }
            }
        }
        throw failure;
    }

    private String send(URI home, String path, String method, HttpRequest.BodyPublisher body, long left)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(home + "/api/v1/applications/" + settings.application + path))
                .header("Authorization", settings.credentials.header())
                .header("Content-Type", "application/json")
                .timeout(Duration.ofNanos(left))
                .method(method, body)
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                request,
                information ->
                        information.headers().firstValueAsLong("Content-Length").orElse(0) > LONGEST_ANSWER
                                ? HttpResponse.BodySubscribers.replacing(new byte[0])
                                : HttpResponse.BodySubscribers.ofByteArray());
        try {
            return check(home, method, answer.get(left, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(home + " did not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(home + " cannot be asked: " + e.getCause(), e);
        }
    }

    private static String check(URI home, String method, HttpResponse<byte[]> response) throws IOException {
        int status = response.statusCode();
        String text = new String(response.body(), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ");
        if (status / 100 == 2 || status == 404 && method.equals("DELETE")) {
            return text;
        }
        String detail = text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL);
        String message = home + " answered " + status + ": " + detail;
        boolean later = status / 100 == 5 || status == 409 || status == 429;
        throw later ? new Declined(message) : new Refused(message);
    }

    /** Only what is signed by these certificates, in PEM. */
    private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            store.setCertificateEntry("home-" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
