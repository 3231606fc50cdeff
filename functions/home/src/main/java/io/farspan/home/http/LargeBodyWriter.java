package io.farspan.home.http;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Sends the next piece when the one before has left this process. To write all at once would end the response as far as
 * the server knows, with all its bytes still in memory: whoever counts them, or closes idle connections, would be wrong.
 */
@Provider
public class LargeBodyWriter implements ServerMessageBodyWriter<LargeBody> {

    private static final int PIECE = 64 << 10;

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType media) {
        return type == LargeBody.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == LargeBody.class;
    }

    @Override
    public void writeResponse(LargeBody body, Type generic, ServerRequestContext context) {
        ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        ServerHttpResponse response = context.serverResponse();
        response.setResponseHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.bytes().length));
        send(body.bytes(), 0, response, request);
    }

    /** In a loop as long as pieces leave at once: a call within a call for each would be a thousand deep. */
    private static void send(
            byte[] bytes, int from, ServerHttpResponse response, ResteasyReactiveRequestContext request) {
        for (int at = from; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + PIECE);
            CompletableFuture<Void> sent =
                    response.write(Arrays.copyOfRange(bytes, at, to)).toCompletableFuture();
            if (!sent.isDone()) {
                sent.whenComplete(
                        (done, failure) -> send(bytes, failure == null ? to : bytes.length, response, request));
                return;
            }
            at = sent.isCompletedExceptionally() ? bytes.length : to;
        }
        if (!response.closed()) {
            response.end();
        }
        request.resume();
    }

    @Override
    public void writeTo(
            LargeBody body,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(body.bytes());
    }
}
