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

    HomeClient(HomeSettings settings) throws IOException, GeneralSecurityException {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        if (settings.certificates.isPresent()) {
            builder.sslContext(trusting(Path.of(settings.certificates.get())));
        }
        this.client = builder.build();
    }

    /** Home's answer that it does not do what was asked, which another attempt would not change soon. */
    static final class Refused extends IOException {

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

    private void send(String path, String method, HttpRequest.BodyPublisher body, Duration limit)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        IOException failure = new IOException("home was not asked, because there was no time left");
        for (URI home : settings.homes) {
            long left = end - System.nanoTime();
            if (left > 0) {
                try {
                    send(home, path, method, body, left);
                    return;
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        throw failure;
    }

    private void send(URI home, String path, String method, HttpRequest.BodyPublisher body, long left)
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
            check(home, method, answer.get(left, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(home + " did not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(home + " cannot be asked: " + e.getCause(), e);
        }
    }

    private static void check(URI home, String method, HttpResponse<byte[]> response) throws IOException {
        int status = response.statusCode();
        if (status / 100 == 2 || status == 404 && method.equals("DELETE")) {
            return;
        }
        String text = new String(response.body(), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ");
        String detail = text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL);
        String message = home + " answered " + status + ": " + detail;
        boolean later = status / 100 == 5 || status == 409 || status == 429;
        throw later ? new IOException(message) : new Refused(message);
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
