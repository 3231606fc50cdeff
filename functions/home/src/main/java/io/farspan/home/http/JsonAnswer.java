package io.farspan.home.http;

import java.util.function.Supplier;

import jakarta.ws.rs.core.HttpHeaders;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.farspan.home.work.ByteBudget;
import io.farspan.home.work.LargeWork;
import io.farspan.protocol.http.Gzip;

/**
 * A JSON answer as it is sent. A large one is written and, for a client that takes it so, coded by a worker: the HTTP
 * server would do both on the thread that carries the connection.
 */
public final class JsonAnswer {

    /** The HTTP server leaves such a body alone. */
    private static final String AS_IT_IS = "identity";

    private JsonAnswer() {}

    /** What {@code write} gives, which has about so many bytes, for which {@code share} has room. */
    public static Uni<RestResponse<Object>> of(
            RoutingContext context, long bytes, ByteBudget.Share share, Supplier<byte[]> write) {
        boolean large = bytes > LargeWork.SMALL;
        boolean coded = large && takesGzip(context);
        return LargeWork.of(bytes, () -> {
            byte[] body = coded ? Gzip.compress(write.get()) : write.get();
            share.resize(body.length);
            return large
                    ? ResponseBuilder.<Object>ok(new LargeBody(body))
                            .header(HttpHeaders.CONTENT_ENCODING, coded ? Gzip.CODING : AS_IT_IS)
                            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                            .build()
                    : ResponseBuilder.<Object>ok(body).build();
        });
    }

    private static boolean takesGzip(RoutingContext context) {
        return context.parsedHeaders().acceptEncoding().stream()
                .anyMatch(coding -> coding.value().equalsIgnoreCase(Gzip.CODING) && coding.weight() > 0);
    }
}
