package io.farspan.core.agent;

import java.util.Optional;

import io.smallrye.mutiny.infrastructure.Infrastructure;

import io.farspan.core.sharing.CommonBody;

/**
 * The way of a complete answer to whoever asked: a small one at once, a large one through a worker, one that is like
 * another's once that is judged. Called by the loop's thread; what it holds is released by any.
 */
final class AnswerDelivery {

    /** A body above this is handed to a worker, so that reading it holds up no other exchange. */
    private static final int SMALL = 64 << 10;

    private final Admission admission;
    private final FlowControl flow;
    private final Runnable wakeup;

    /**
     * Nothing is under way yet.
     *
     * @param flow is told of room
     * @param wakeup lets the loop look after those that follow an answer that has come
     */
    AnswerDelivery(Admission admission, FlowControl flow, Runnable wakeup) {
        this.admission = admission;
        this.flow = flow;
        this.wakeup = wakeup;
    }

    /** Gives an answer, or its refusal, to whoever asked; {@code admitted} is the room that it was read into. */
    void deliver(Exchange exchange, long admitted) {
        if (exchange.response.status() != 200) {
            drop(exchange, admitted);
            exchange.fail(AgentReply.refused(exchange.response.status(), exchange.response));
            return;
        }
        int size = exchange.response.size();
        Optional<AgentAnswer> like = like(exchange);
        if (like.isPresent()) {
            admission.giveUp(admitted);
            exchange.asked.common().orElseThrow().whenJudged(() -> Infrastructure.getDefaultExecutor()
                    .execute(() -> exchange.succeed(like.get())));
        } else if (size > SMALL) {
            admission.handOver(admitted);
            Infrastructure.getDefaultExecutor().execute(() -> handOver(exchange, admitted));
        } else {
            admission.giveUp(admitted);
            admission.hold(size);
            exchange.succeed(answer(exchange, () -> {}, () -> {
                admission.drop(size);
                flow.wake();
            }));
        }
    }

    /** Nobody gets what has come of an answer. */
    void drop(Exchange exchange, long admitted) {
        exchange.asked.common().ifPresent(common -> common.ended(exchange.response));
        giveUp(admitted);
    }

    /** The room for an answer is not needed. */
    void giveUp(long admitted) {
        admission.giveUp(admitted);
    }

    /** Gives a large answer to whoever asked. There may be no memory left to join its pieces. */
    private void handOver(Exchange exchange, long admitted) {
        AgentAnswer answer;
        try {
            answer = answer(exchange, admission::settle, () -> release(admitted));
        } catch (RuntimeException | OutOfMemoryError e) {
            admission.settle();
            release(admitted);
            exchange.asked.common().ifPresent(CommonBody::isUnjudged);
            exchange.fail(ExchangeFailures.internal(exchange, e));
            return;
        }
        exchange.succeed(answer);
    }

    /** An answer of which nothing need be kept but its end. */
    private static Optional<AgentAnswer> like(Exchange exchange) {
        return exchange.asked.common().filter(common -> exchange.compared).flatMap(common -> common.endOf(
                        exchange.response)
                .map(end -> AgentAnswer.following(common.bytes().orElseThrow(), common, end)));
    }

    private AgentAnswer answer(Exchange exchange, Runnable atSettling, Runnable atRelease) {
        byte[] body = exchange.response.body();
        Optional<CommonBody> led = exchange.asked.common().filter(common -> common.isLedBy(exchange.response));
        if (led.isEmpty()) {
            return AgentAnswer.of(body, atSettling, atRelease);
        }
        led.get().came(body);
        wakeup.run();
        return AgentAnswer.leading(body, led.get(), atSettling, atRelease);
    }

    private void release(long bytes) {
        admission.release(bytes);
        flow.wake();
    }
}
