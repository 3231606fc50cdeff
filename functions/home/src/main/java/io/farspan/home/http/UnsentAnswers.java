package io.farspan.home.http;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;

import io.farspan.home.work.ByteBudget;

/**
 * The memory of answers that clients have not read yet. Without a limit, a client that requests much over many
 * connections and reads nothing could fill the heap. Thread-safe.
 */
@Singleton
public class UnsentAnswers {

    private final ByteBudget budget = ByteBudget.ofHeap();

    UnsentAnswers(MeterRegistry meters) {
        Gauge.builder("farspan.answers.unsent", budget, ByteBudget::taken)
                .description("Bytes of answers that their clients have not read yet")
                .baseUnit("bytes")
                .register(meters);
    }

    /** The bytes waiting to be read. */
    public long bytes() {
        return budget.taken();
    }

    /** Opens the share of one answer, released when the response has ended. */
    public ByteBudget.Share open(String caller, RoutingContext context) {
        return budget.open(caller, context);
    }

    /** Opens a share that the caller closes: of an answer that goes on over a WebSocket. */
    public ByteBudget.Share open(String caller) {
        return budget.open(caller);
    }

    /** Why there is no room for an answer, and what to do; the end of a sentence. */
    public static String noRoom(ByteBudget.Share share) {
        return "it cannot be held in memory, because earlier answers have not been read yet: at most " + share.limits()
                + " are held. Read those first, or ask for less";
    }
}
