package io.farspan.telemetry.follow;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/** Writes a {@link FollowedBody} piece by piece, as fast as its client reads, until either side ends it. */
@Provider
public class FollowedBodyWriter implements ServerMessageBodyWriter<FollowedBody> {

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType media) {
        return type == FollowedBody.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == FollowedBody.class;
    }

    @Override
    public void writeResponse(FollowedBody body, Type generic, ServerRequestContext context) {
        ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        Sending sending = new Sending(context.serverResponse(), request);
        context.serverResponse().setChunked(true);
        context.serverResponse().addCloseHandler(sending::cancel);
        body.pieces().subscribe().withSubscriber(sending);
        if (context.serverResponse().closed()) {
            sending.cancel(); // handlers added after the end are not called
        }
    }

    @Override
    public void writeTo(
            FollowedBody body,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        throw new IOException("A body that goes on cannot be written at once");
    }

    /** The sending of one body. */
    private static final class Sending implements MultiSubscriber<byte[]> {

        private final ServerHttpResponse response;
        private final ResteasyReactiveRequestContext request;
        private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
        private final AtomicBoolean ended = new AtomicBoolean();

        Sending(ServerHttpResponse response, ResteasyReactiveRequestContext request) {
            this.response = response;
            this.request = request;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription.set(begun);
            if (ended.get()) {
                begun.cancel();
            } else {
                begun.request(1);
            }
        }

        @Override
        public void onItem(byte[] piece) {
            response.write(piece).whenComplete((sent, failure) -> {
                Flow.Subscription begun = subscription.get();
                if (failure != null) {
                    cancel();
                } else if (begun != null && !ended.get()) {
                    begun.request(1);
                }
            });
        }

        @Override
        public void onFailure(Throwable failure) {
            end();
        }

        @Override
        public void onCompletion() {
            end();
        }

        /** Ends it because the client has gone. */
        void cancel() {
            Flow.Subscription begun = subscription.get();
            if (begun != null) {
                begun.cancel();
            }
            end();
        }

        private void end() {
            if (ended.compareAndSet(false, true)) {
                if (!response.closed()) {
                    response.end();
                }
                request.resume();
            }
        }
    }
}
