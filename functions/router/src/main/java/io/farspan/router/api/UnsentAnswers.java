package io.farspan.router.api;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;

import io.farspan.router.work.ByteBudget;

/**
 * Answers lie in memory until their clients have taken them. One that asks for much and reads nothing, over many
 * connections, would fill the heap. Safe for many threads.
 */
@Singleton
public class UnsentAnswers {

    private final ByteBudget budget = ByteBudget.ofHeap();

    UnsentAnswers(MeterRegistry meters) {
        Gauge.builder("farspan.answers.unsent", budget, ByteBudget::taken)
                .description("Bytes of answers that their clients have not taken yet")
                .baseUnit("bytes")
                .register(meters);
    }

    /** How many bytes wait to be taken. */
    long bytes() {
        return budget.taken();
    }

    /** The share of one answer, given back when the response has ended, well or not. */
    public ByteBudget.Share open(String caller, RoutingContext context) {
        ByteBudget.Share share = budget.open(caller);
        context.addEndHandler(ended -> share.close());
        // Whoever is gone already has ended before there was a handler.
        if (context.response().closed() || context.response().ended()) {
            share.close();
        }
        return share;
    }

    /** Why there is no room, and what to do. */
    public static String noRoom(ByteBudget.Share share) {
        return "there is no room to keep it until it is read: earlier answers were not read yet, and there are "
                + share.limits() + ". Read them first, or ask for less";
    }
}
