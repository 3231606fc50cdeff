package io.farspan.home.http;

import java.time.Duration;
import java.util.Iterator;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.netty.channel.Channel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Closes connections on which a request does not arrive in time. The server's idle timeout is not enough, because every
 * byte that arrives restarts it. Connections are therefore checked periodically, each by its own event loop: a new one
 * must send a whole head within {@link HttpConfig#headTimeout()}, a kept-alive one within
 * {@link HttpConfig#keepAlive()} of the last answer, and a body must arrive within {@link HttpConfig#bodyTimeout()} of
 * its head. A connection whose answer is still being made or written, such as a stream of events, is left open.
 */
@Singleton
class ConnectionTimes {

    /** How long the rest of a body is read and discarded after its request has been answered. */
    private static final Duration LEFTOVERS = Duration.ofSeconds(1);

    private static final AttributeKey<State> STATE = AttributeKey.valueOf("farspan.connection");

    private final Vertx vertx;
    private final HttpConfig config;
    private final long timer;

    ConnectionTimes(Vertx vertx, HttpConfig config) {
        this.vertx = vertx;
        this.config = config;
        long period = Math.max(50, Math.min(1_000, config.headTimeout().toMillis() / 4));
        this.timer = vertx.setPeriodic(period, tick -> {
            for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
                loop.execute(() -> closeLate((SingleThreadEventLoop) loop));
            }
        });
    }

    /** The state of a connection: idle since a time, or with requests under way. Used by its event loop only. */
    private static final class State {
        private long since = System.nanoTime();
        private int open;
        private boolean served;
    }

    /** Records that a request's head has arrived; the end of the request is observed. */
    void began(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean hasBody = RequestChecks.hasBody(request);
        Channel channel = ((ConnectionBase) request.connection()).channel();
        State state = state(channel);
        state.open++;
        state.served = true;
        long deadline =
                hasBody ? vertx.setTimer(config.bodyTimeout().toMillis(), late -> closeUnlessEnded(request)) : -1;
        context.addEndHandler(done -> {
            if (deadline >= 0) {
                vertx.cancelTimer(deadline);
                discardRest(request);
            }
            onLoop(channel, () -> {
                state.open--;
                state.since = System.nanoTime();
            });
        });
    }

    private void closeLate(SingleThreadEventLoop loop) {
        long now = System.nanoTime();
        for (Iterator<Channel> each = loop.registeredChannelsIterator(); each.hasNext(); ) {
            Channel channel = each.next();
            if (channel.parent() != null) {
                State state = state(channel);
                Duration most = state.served ? config.keepAlive() : config.headTimeout();
                if (state.open == 0 && now - state.since > most.toNanos()) {
                    channel.close();
                }
            }
        }
    }

    private static State state(Channel channel) {
        State fresh = new State();
        State known = channel.attr(STATE).setIfAbsent(fresh);
        return known == null ? fresh : known;
    }

    private void discardRest(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.handler(piece -> {});
            request.resume();
            vertx.setTimer(LEFTOVERS.toMillis(), late -> closeUnlessEnded(request));
        }
    }

    private static void closeUnlessEnded(HttpServerRequest request) {
        if (!request.isEnded()) {
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset();
            } else {
                request.connection().close();
            }
        }
    }

    private static void onLoop(Channel channel, Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }
}
