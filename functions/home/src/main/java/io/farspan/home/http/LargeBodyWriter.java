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
 * Writes a {@link LargeBody} chunk by chunk, each when the one before has left this process. If all were written at
 * once, the server would regard the response as ended with all its bytes still in memory, and those who count the bytes
 * or close idle connections would be wrong.
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

    /** Sends chunks in a loop while they leave at once; recursion would be a thousand calls deep. */
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
