package io.farspan.router.login;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;

import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import org.jboss.logging.Logger;

import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.provider.map.LiteralAddress;
import io.farspan.router.call.FirstUse;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The first requests over HTTP, made by the router to itself, so that a tool's first one finds the code of connection,
 * login, JSON and answer loaded. They log in with a name and a random password that are known for these requests only and
 * have the role of a viewer.
 */
@Singleton
class FirstRequests implements FirstUse {

    private static final Logger LOG = Logger.getLogger(FirstRequests.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** With spaces, which no name has that {@code infra/user.sh} makes; {@link Users} refuses this one. */
    static final String NAME = "the router itself";

    private static final int SECRET_BYTES = 32;
    private static final int TIMES = 10;
    private static final String READ =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
    private static final String CALL =
            "{\"select\":\"all\",\"requests\":[" + READ + "],\"unify\":[\"sum\",\"max\"],\"deadlineMs\":5000}";

    private final Vertx vertx;
    private final IdentityCache accepted;
    private final HttpServer ports;
    private final CompletableFuture<HttpServerOptions> plain = new CompletableFuture<>();
    private final CompletableFuture<HttpServerOptions> secure = new CompletableFuture<>();

    FirstRequests(Vertx vertx, IdentityCache accepted, HttpServer ports) {
        this.vertx = vertx;
        this.accepted = accepted;
        this.ports = ports;
    }

    void listening(@ObservesAsync HttpServerStart event) {
        plain.complete(event.options());
    }

    void listening(@ObservesAsync HttpsServerStart event) {
        secure.complete(event.options());
    }

    /** The socket that tools use: with TLS where there is one, since the plain one may only redirect to it. */
    private HttpServerOptions socket() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture.anyOf(plain, secure).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        return secure.isDone() ? secure.get() : plain.get();
    }

    @Override
    public void make(String application, ManagementPort as) {
        String password = secret();
        String key = IdentityCache.key(NAME, password);
        accepted.put(
                key,
                QuarkusSecurityIdentity.builder()
                        .setPrincipal(new QuarkusPrincipal(NAME))
                        .addRole(Roles.VIEWER)
                        .addAttribute(IdentityCache.OWN, true)
                        .build());
        try {
            HttpServerOptions own = socket();
            Optional<String> address = ownAddress(own.getHost());
            if (address.isEmpty()) {
                LOG.debugf(
                        "%s: no first requests over HTTP, %s is not an address of this host",
                        application, own.getHost());
                return;
            }
            HttpClient client = vertx.createHttpClient(
                    options(address.get(), own.isSsl() ? ports.getSecurePort() : ports.getPort(), own.isSsl()));
            try {
                for (Request request : requests(application)) {
                    wait(send(client, request, password));
                }
            } finally {
                wait(client.close());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debugf("%s: the first requests over HTTP failed: %s", application, e.getMessage());
        } finally {
            accepted.forget(key);
        }
    }

    private record Request(HttpMethod method, String path, String body) {}

    /** One of each kind that tools make, then those that are made most, as often as it takes to compile them a little. */
    private static List<Request> requests(String application) {
        String api = "/api/v1/applications/" + application;
        List<Request> requests = new ArrayList<>();
        requests.add(new Request(HttpMethod.GET, api + "/instances", ""));
        requests.add(new Request(HttpMethod.GET, api + "/diagnosis", ""));
        for (int time = 0; time < TIMES; time++) {
            requests.add(new Request(HttpMethod.POST, "/jolokia/" + application, "[" + READ + "]"));
            requests.add(new Request(HttpMethod.POST, api + "/calls", CALL));
        }
        return requests;
    }

    /**
     * The address of this host at which a server listens, as it stands in a URL. None for a name, which may be another
     * host's by now and must not be shown credentials, and for an address that this host does not have.
     */
    static Optional<String> ownAddress(String bound) {
        if (bound.equals("localhost")) {
            return Optional.of("127.0.0.1");
        }
        try {
            InetAddress address = LiteralAddress.parse(bound);
            if (address.isAnyLocalAddress()) {
                return Optional.of(address instanceof Inet6Address ? "[::1]" : "127.0.0.1");
            }
            if (!address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) == null) {
                return Optional.empty();
            }
            String text = address.getHostAddress();
            return Optional.of(address instanceof Inet6Address ? "[" + text + "]" : text);
        } catch (IllegalArgumentException | SocketException e) {
            return Optional.empty();
        }
    }

    /** Speaks to this router's own socket only, so there is nobody else whose certificate could be meant. */
    private static HttpClientOptions options(String address, int port, boolean tls) {
        return new HttpClientOptions()
                .setDefaultHost(address)
                .setDefaultPort(port)
                .setSsl(tls)
                .setTrustAll(tls)
                .setVerifyHost(false)
                .setConnectTimeout((int) LIMIT.toMillis());
    }

    private static Future<Void> send(HttpClient client, Request request, String password) {
        String credentials = Base64.getEncoder().encodeToString((NAME + ":" + password).getBytes(UTF_8));
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setURI(request.path())
                .putHeader(HttpHeaders.AUTHORIZATION, "Basic " + credentials)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.ACCEPT, "application/json")
                .setTimeout(LIMIT.toMillis());
        return client.request(options)
                .compose(open -> sent(open, request))
                .compose(HttpClientResponse::body)
                .mapEmpty();
    }

    private static Future<HttpClientResponse> sent(HttpClientRequest open, Request request) {
        return request.body().isEmpty() ? open.send() : open.send(request.body());
    }

    private static void wait(Future<Void> answer) throws InterruptedException, ExecutionException, TimeoutException {
        answer.toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
