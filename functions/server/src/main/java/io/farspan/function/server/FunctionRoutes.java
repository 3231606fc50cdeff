package io.farspan.function.server;

import java.util.HashMap;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

import io.farspan.core.http.ManagementFunction;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.probe.ProbeCall;

/**
 * {@code POST /v1/call} and {@code /v1/probe}, and those for plugins, straight on Vert.x: there is nothing for a framework to do.
 * Made when the service starts, so that a wrong setting stops it there.
 */
@Singleton
@Startup
public class FunctionRoutes {

    private final ManagementFunction function;

    FunctionRoutes() {
        this.function = ManagementFunction.create(
                PluginsBeside.the(key -> ConfigProvider.getConfig().getOptionalValue(key, String.class)));
    }

    @PreDestroy
    void close() {
        function.close();
    }

    /** Whether calls make progress. */
    boolean isAlive() {
        return function.isAlive();
    }

    void install(@Observes Router router) {
        router.post(FunctionCall.PATH).handler(this::answer);
        router.post(ProbeCall.PATH).handler(this::answer);
        router.get(PluginCall.PATH).handler(this::answer);
        router.post(PluginCall.PATH + "/:name").handler(this::answer);
    }

    private void answer(RoutingContext http) {
        Map<String, String> headers = new HashMap<>();
        http.request().headers().forEach(header -> headers.putIfAbsent(header.getKey(), header.getValue()));
        FunctionRequest head =
                new FunctionRequest(http.request().method().name(), http.normalizedPath(), headers, new byte[0]);
        Answer answer = new Answer(http);
        answer.awaits(
                function.handle(head, () -> body(http.request())).subscribe().with(answer::send, http::fail));
    }

    /** The body, once all of it has come; what is larger than any call is not kept. */
    private static Uni<byte[]> body(HttpServerRequest request) {
        return Uni.createFrom().emitter(emitter -> {
            Buffer body = Buffer.buffer();
            request.handler(piece -> {
                if (body.length() + piece.length() <= ManagementFunction.LARGEST_REQUEST) {
                    body.appendBuffer(piece);
                } else {
                    emitter.fail(ManagementFunction.tooLarge());
                }
            });
            request.exceptionHandler(emitter::fail);
            request.endHandler(end -> emitter.complete(body.getBytes()));
        });
    }

    /** One answer on its way: cancelled when the caller hangs up before it is there. */
    private static final class Answer {
        private final RoutingContext http;
        private @Nullable Cancellable underWay;
        private boolean over;

        Answer(RoutingContext http) {
            this.http = http;
            http.response().closeHandler(closed -> hangUp());
        }

        /** The caller may have hung up by now. */
        void awaits(Cancellable work) {
            boolean late;
            synchronized (this) {
                late = over;
                underWay = work;
            }
            if (late) {
                work.cancel();
            }
        }

        private void hangUp() {
            Cancellable work;
            synchronized (this) {
                over = true;
                work = underWay;
            }
            if (work != null) {
                work.cancel();
            }
        }

        void send(FunctionResponse response) {
            try {
                if (!http.request().isEnded()) {
                    http.request().resume(); // a body that nobody reads is discarded
                }
                HttpServerResponse to = http.response();
                to.setStatusCode(response.status());
                response.headers().forEach(to::putHeader);
                to.end(Buffer.buffer(response.body()));
            } catch (RuntimeException e) {
                http.fail(e);
            }
        }
    }
}
