package io.farspan.local.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A viewer who makes the most expensive calls, one after the other over several connections, until it is closed. */
public final class HostileCalls implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long an answer that nobody reads is left lying. */
    private static final Duration UNREAD = Duration.ofSeconds(4);

    /** How long a client waits that hangs up before there is an answer. */
    private static final Duration AT_WORK = Duration.ofMillis(300);

    private static final Pattern PROBLEM = Pattern.compile("\"code\":\"([A-Z_]+)\"");
    private static final int BEGINNING = 64 << 10;
    private static final int SMALL_WINDOW = 4_096;

    private final URI router;
    private final String authorization;
    private final List<HeavyCall> calls;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final ExecutorService attackers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "attacker");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean over;

    private HostileCalls(URI router, String authorization, List<HeavyCall> calls) {
        this.router = router;
        this.authorization = authorization;
        this.calls = List.copyOf(calls);
    }

    /** Starts with that many connections that read their answers, and one that does not. */
    public static HostileCalls start(URI router, String authorization, List<HeavyCall> calls, int connections) {
        HostileCalls hostile = new HostileCalls(router, authorization, calls);
        for (int i = 0; i < connections; i++) {
            hostile.attackers.execute(hostile::callAndRead);
        }
        hostile.attackers.execute(hostile::callAndLeave);
        return hostile;
    }

    /** How often each call had which result. */
    public synchronized Map<String, Integer> answers() {
        return new TreeMap<>(answers);
    }

    private synchronized void came(HeavyCall call, String to) {
        answers.merge(call.name() + ": " + to, 1, Integer::sum);
    }

    private void callAndRead() {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        while (!over) {
            HeavyCall call = calls.get(next.getAndIncrement() % calls.size());
            try {
                HttpResponse<InputStream> response =
                        http.send(request(call), HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    String beginning = new String(body.readNBytes(BEGINNING), UTF_8);
                    body.transferTo(OutputStream.nullOutputStream());
                    came(call, response.statusCode() + problem(beginning));
                }
            } catch (IOException e) {
                came(call, e.getClass().getSimpleName());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The first problem in an answer: most concern one instance, and the answer as a whole is not a problem. */
    private static String problem(String answer) {
        Matcher code = PROBLEM.matcher(answer);
        return code.find() ? " " + code.group(1) : "";
    }

    private HttpRequest request(HeavyCall call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(router.resolve(call.path()))
                .timeout(PATIENCE)
                .header("Authorization", authorization)
                .header("Accept", call.accept());
        if (call.gzip()) {
            request.header("Accept-Encoding", "gzip");
        }
        if (!call.body().isEmpty()) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(call.body()));
        }
        return request.build();
    }

    /** Posts each call, and hangs up: while it is at work, or with a few bytes taken of the answer and the rest left. */
    private void callAndLeave() {
        for (int i = 0; !over; i++) {
            HeavyCall call = calls.get(i % calls.size());
            try (Socket socket = new Socket()) {
                socket.setReceiveBufferSize(SMALL_WINDOW);
                socket.connect(new InetSocketAddress(router.getHost(), router.getPort()));
                byte[] body = call.body().getBytes(UTF_8);
                socket.getOutputStream()
                        .write(((body.length == 0 ? "GET " : "POST ") + call.path() + " HTTP/1.1\r\nHost: "
                                        + router.getAuthority() + "\r\nAuthorization: " + authorization
                                        + "\r\nAccept: application/x-ndjson, application/json;q=0.5"
                                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                                        + "\r\n\r\n")
                                .getBytes(UTF_8));
                socket.getOutputStream().write(body);
                if (i / calls.size() % 2 == 0) {
                    TimeUnit.NANOSECONDS.sleep(AT_WORK.toNanos());
                    came(call, "hung up");
                } else {
                    socket.getInputStream().read();
                    TimeUnit.NANOSECONDS.sleep(UNREAD.toNanos());
                    came(call, "left unread");
                }
            } catch (IOException e) {
                came(call, "unread, " + e.getClass().getSimpleName());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        over = true;
        attackers.shutdownNow();
    }
}
