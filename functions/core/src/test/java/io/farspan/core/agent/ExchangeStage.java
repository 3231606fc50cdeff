package io.farspan.core.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Uni;

import io.farspan.core.sharing.CommonBody;

/** An exchange that nothing carries: a test lets its answer arrive, and sees what whoever asked gets. */
final class ExchangeStage {

    static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

    final Exchange exchange;
    final CompletableFuture<AgentAnswer> answer;

    private ExchangeStage(Exchange exchange, CompletableFuture<AgentAnswer> answer) {
        this.exchange = exchange;
        this.answer = answer;
    }

    static ExchangeStage asking() {
        return asking(Duration.ofSeconds(10), Optional.empty());
    }

    static ExchangeStage asking(Duration timeout, Optional<CommonBody> common) {
        AgentRequest request =
                new AgentRequest(NOWHERE, new byte[0], "", timeout, false, Lane.CALL, false, 1 << 20, common, () -> {});
        AtomicReference<Exchange> exchange = new AtomicReference<>();
        CompletableFuture<AgentAnswer> answer = Uni.createFrom()
                .<AgentAnswer>emitter(emitter -> exchange.set(new Exchange(request, new byte[0], emitter)))
                .invoke(AgentAnswer::take)
                .subscribeAsCompletionStage();
        return new ExchangeStage(exchange.get(), answer);
    }

    /** The head of an answer and a part of its body arrive. */
    ExchangeStage arrives(int status, int length, String part) {
        exchange.response.take(ByteBuffer.wrap(
                ("HTTP/1.1 " + status + " X\r\nContent-Length: " + length + "\r\n\r\n" + part).getBytes()));
        return this;
    }

    /** A whole answer arrives. */
    ExchangeStage arrives(String body) {
        return arrives(200, body.length(), body);
    }
}
