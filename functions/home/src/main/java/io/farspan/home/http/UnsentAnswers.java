package io.farspan.home.http;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;

import io.farspan.home.work.ByteBudget;

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
    public long bytes() {
        return budget.taken();
    }

    /** The share of one answer, given back when the response has ended. */
    public ByteBudget.Share open(String caller, RoutingContext context) {
        return budget.open(caller, context);
    }

    /** Why an answer finds no room, and what to do: the end of a sentence. */
    public static String noRoom(ByteBudget.Share share) {
        return "it cannot be kept until it is read, because others were not read yet: no more than " + share.limits()
                + " are kept. Read those first, or ask for less";
    }
}
