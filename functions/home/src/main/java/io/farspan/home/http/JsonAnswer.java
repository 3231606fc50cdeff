package io.farspan.home.http;

import java.util.function.Supplier;

import jakarta.ws.rs.core.HttpHeaders;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.farspan.home.work.ByteBudget;
import io.farspan.home.work.LargeWork;
import io.farspan.protocol.http.Gzip;

/**
 * A JSON answer to a client. A large one is serialised and, if the client accepts gzip and speaks HTTP/1.1, compressed by a
 * worker thread, because the HTTP server would do both on the connection's event loop.
 */
public final class JsonAnswer {

    /** The coding of a body that is not compressed. */
    private static final String AS_IT_IS = "identity";

    private JsonAnswer() {}

    /** An answer with the body that {@code write} returns, of about {@code bytes} bytes, counted in {@code share}. */
    public static Uni<RestResponse<Object>> of(
            RoutingContext context, long bytes, ByteBudget.Share share, Supplier<byte[]> write) {
        boolean large = bytes > LargeWork.SMALL;
        boolean coded = large && takesGzip(context) && !isHttp2(context);
        if (coded) {
            // The HTTP server has said already that the body is as it is, and a media type that it never compresses
            // keeps that.
            context.response().headers().remove(HttpHeaders.CONTENT_ENCODING);
        }
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

    /** An answer whose body is there already, in this coding, {@code identity} for none. */
    public static RestResponse<Object> ready(RoutingContext context, byte[] body, String coding) {
        // At the last moment, because the server marks what it must not compress as identity, and compresses what
        // is not marked when the client accepts that.
        context.addHeadersEndHandler(ended -> context.response().putHeader(HttpHeaders.CONTENT_ENCODING, coding));
        return ResponseBuilder.<Object>ok(new LargeBody(body))
                .header(HttpHeaders.CONTENT_ENCODING, coding)
                .build();
    }

    /** Over HTTP/2 the server compresses again what says that it is compressed. */
    private static boolean isHttp2(RoutingContext context) {
        return context.request().version() == HttpVersion.HTTP_2;
    }

    private static boolean takesGzip(RoutingContext context) {
        return context.parsedHeaders().acceptEncoding().stream()
                .anyMatch(coding -> coding.value().equalsIgnoreCase(Gzip.CODING) && coding.weight() > 0);
    }
}
