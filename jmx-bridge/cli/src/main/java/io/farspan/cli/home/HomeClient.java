package io.farspan.cli.home;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import javax.net.ssl.SSLException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.failure.ProblemText;
import io.farspan.cli.json.JsonTree;

/**
 * Requests to home's HTTP API. Of several addresses the next one is asked when one cannot be connected to; a request that
 * may have arrived is never sent twice.
 */
public final class HomeClient {

    /** How long an answer that needs no instance may take. */
    public static final Duration USUAL = Duration.ofSeconds(30);

    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final String JSON = "application/json";
    private static final int LARGEST_PROBLEM = 1 << 20;

    private final HttpClient http;
    private final List<URI> homes;
    private final Optional<String> authorization;

    /**
     * A client.
     *
     * @param homes the routers' addresses, the first one asked first
     * @param authorization the header's value
     */
    public HomeClient(HttpClient http, List<URI> homes, Optional<String> authorization) {
        this.http = http;
        this.homes = List.copyOf(homes);
        this.authorization = authorization;
    }

    /** Reads a document. */
    public JsonNode get(String path, Query query) {
        return document(new Request(HttpRequest.Builder::GET, USUAL, false), path + query);
    }

    /** Reads a document. */
    public JsonNode get(String path) {
        return get(path, new Query());
    }

    /** Sends a document and reads another. */
    public JsonNode post(String path, JsonNode body, Duration limit) {
        return document(
                new Request(
                        request -> request.header("Content-Type", JSON)
                                .POST(HttpRequest.BodyPublishers.ofString(JsonTree.write(body))),
                        limit,
                        true),
                path);
    }

    /** Takes something back, and reads what has become of it. */
    public JsonNode delete(String path) {
        return document(new Request(HttpRequest.Builder::DELETE, USUAL, true), path);
    }

    private JsonNode document(Request asked, String path) {
        long begin = System.nanoTime();
        Answer answer = send(
                new Request(
                        request -> asked.addition()
                                .to(request)
                                .header("Accept", JSON)
                                .header("Accept-Encoding", "gzip"),
                        asked.limit(),
                        asked.changes()),
                path);
        Duration left = asked.limit().minusNanos(System.nanoTime() - begin);
        InputStream raw = answer.response().body();
        try (Deadline deadline = new Deadline(raw, left)) {
            try (InputStream body = body(answer.response())) {
                return JsonTree.read(body);
            } catch (JsonProcessingException | ZipException e) {
                throw unreadable(path, e);
            } catch (IOException e) {
                String why =
                        deadline.isOver() ? "its answer did not arrive in time" : "its answer was cut: " + reason(e);
                throw lost(answer.home(), asked, why, e);
            }
        }
    }

    /**
     * Opens an answer that may never end. It is not compressed, because what compresses holds back. Reading fails when nothing
     * arrives for a minute: home says every 15 seconds that it is there.
     */
    public InputStream open(String path, Query query, Map<String, String> headers) {
        Answer answer = send(
                new Request(
                        request -> {
                            headers.forEach(request::header);
                            return request.GET();
                        },
                        USUAL,
                        false),
                path + query);
        try {
            return new SilenceWatch(body(answer.response()), SILENCE);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** What is added to a request. */
    private interface Addition {
        HttpRequest.Builder to(HttpRequest.Builder request);
    }

    /** What is sent, how long its answer may take, and whether it may change something. */
    private record Request(Addition addition, Duration limit, boolean changes) {}

    /** What one of the routers answered. */
    private record Answer(URI home, HttpResponse<InputStream> response) {}

    private Answer send(Request asked, String path) {
        for (int index = 0; ; index++) {
            URI home = homes.get(index);
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(home + path)).timeout(asked.limit());
            authorization.ifPresent(value -> request.header("Authorization", value));
            try {
                HttpResponse<InputStream> response =
                        http.send(asked.addition().to(request).build(), HttpResponse.BodyHandlers.ofInputStream());
                if (response.statusCode() / 100 == 2) {
                    return new Answer(home, response);
                }
                throw refused(home, response);
            } catch (ConnectException | HttpConnectTimeoutException e) {
                if (index + 1 == homes.size()) {
                    throw unreachable(home, "it cannot be connected to", e);
                }
            } catch (SSLException e) {
                throw new CommandFailure(
                        ExitCode.UNREACHABLE,
                        "Home at " + home + " was not trusted: " + e.getMessage()
                                + ".\n  next: give the certificate of the"
                                + " authority that signed home's with --certificates FILE or 'farspan config set certificates=FILE'.",
                        e);
            } catch (HttpTimeoutException e) {
                throw lost(home, asked, "it did not answer in time", e);
            } catch (IOException e) {
                throw lost(home, asked, reason(e), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailure(ExitCode.FAILED, "Interrupted while home was asked.", e);
            }
        }
    }

    private static String reason(IOException failure) {
        return String.valueOf(failure.getMessage() == null ? failure : failure.getMessage());
    }

    private static CommandFailure unreachable(URI home, String why, IOException cause) {
        return new CommandFailure(
                ExitCode.UNREACHABLE,
                "Home at " + home + " cannot be reached: " + why
                        + ".\n  next: check the address ('farspan config show') and the"
                        + " network between this machine and home. If home has moved, its tool record names the new one:"
                        + " dig _tool._tcp.APPLICATION.ZONE SRV",
                cause);
    }

    /** The failure of a request that may have arrived. */
    private static CommandFailure lost(URI home, Request asked, String why, IOException cause) {
        if (!asked.changes()) {
            return unreachable(home, why, cause);
        }
        return new CommandFailure(
                ExitCode.UNREACHABLE,
                "The answer of home at " + home + " was lost: " + why
                        + ". What was to be done may have been done all the same.\n  next: look before you try again:"
                        + " 'farspan ledger' lists what was changed, 'farspan action list' actions.",
                cause);
    }

    private static CommandFailure unreadable(String path, IOException cause) {
        return new CommandFailure(
                ExitCode.FAILED,
                "Home's answer to " + path + " cannot be read: " + cause.getMessage()
                        + ". Is it a Farspan router, and of this" + " release?",
                cause);
    }

    private static CommandFailure refused(URI home, HttpResponse<InputStream> response) {
        try (Deadline deadline = new Deadline(response.body(), USUAL);
                InputStream body = body(response)) {
            JsonNode problem = JsonTree.read(new String(body.readNBytes(LARGEST_PROBLEM), StandardCharsets.UTF_8));
            if (problem.hasNonNull("detail") || problem.hasNonNull("code")) {
                return new ProblemText(problem).failure();
            }
        } catch (IOException e) {
            // reported below
        }
        int status = response.statusCode();
        return new CommandFailure(
                ExitCode.of("", status, status == 503),
                "Home at " + home + " answered HTTP " + status + " without a reason.\n  next: "
                        + (status == 401
                                ? "check the user and the password ('farspan config show')."
                                : "check that the address is that of a Farspan router, and look into its log."));
    }

    private static InputStream body(HttpResponse<InputStream> response) throws IOException {
        boolean gzip =
                response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
        return gzip ? new GZIPInputStream(response.body()) : response.body();
    }
}
