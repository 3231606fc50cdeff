package io.farspan.router.api;

import java.util.function.Supplier;

import jakarta.ws.rs.core.HttpHeaders;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.farspan.protocol.http.Gzip;
import io.farspan.router.work.ByteBudget;
import io.farspan.router.work.LargeWork;

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
            HttpServerRequest request, long bytes, ByteBudget.Share share, Supplier<byte[]> write) {
        boolean large = bytes > LargeWork.SMALL;
        boolean coded = large && takesGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
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

    /** Whether a list of codings (RFC 9110, section 12.5.3) has {@code gzip} with a weight above 0. */
    static boolean takesGzip(String codings) {
        if (codings == null) {
            return false;
        }
        for (String coding : codings.split(",", -1)) {
            String[] parts = coding.split(";", 2);
            if (parts[0].trim().equalsIgnoreCase(Gzip.CODING)) {
                return parts.length == 1 || !parts[1].trim().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }
}
