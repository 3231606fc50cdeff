package io.farspan.core.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.farspan.protocol.process.EssentialThread;

/** The thread that carries all exchanges: takes them up, and moves each on when its connection or its deadline says so. */
final class AgentLoop {

    private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toMillis(5);
    private static final long SLEEP_WHEN_PAUSED = 50;
    private static final long LONGEST_TICK = TimeUnit.SECONDS.toNanos(10);

    private final Selector selector;
    private final Queue<Exchange> submitted = new ConcurrentLinkedQueue<>();
    private final Exchanges exchanges;
    private final Thread thread = EssentialThread.daemon(this::run, "farspan-agents");
    private volatile boolean closed;

    AgentLoop(AgentSettings settings) throws IOException {
        this.selector = Selector.open();
        this.exchanges = new Exchanges(settings, selector);
        thread.start();
    }

    void submit(Exchange exchange) {
        submitted.add(exchange);
        selector.wakeup();
        if (closed && submitted.remove(exchange)) {
            exchange.fail(ExchangeFailures.ended(exchange));
            exchange.end();
        }
    }

    boolean isBusy(InetSocketAddress address) {
        return exchanges.isBusy(address);
    }

    /** Whether what is submitted is taken up; the queue is looked at each time the thread comes round. */
    boolean isAlive() {
        Exchange oldest = submitted.peek();
        return oldest == null || System.nanoTime() - oldest.submitted < LONGEST_TICK;
    }

    void close() {
        closed = true;
        selector.wakeup();
    }

    private void run() {
        Consumer<SelectionKey> advance = exchanges::advance;
        try {
            while (!closed) {
                selector.select(advance, sleep());
                takeSubmitted();
                exchanges.tick();
            }
        } catch (IOException e) {
            throw new IllegalStateException("The selector of the agents' connections failed", e);
        } finally {
            end();
        }
    }

    private long sleep() {
        return submitted.isEmpty() ? exchanges.quiet(LONGEST_SLEEP, SLEEP_WHEN_PAUSED) : 1;
    }

    private void takeSubmitted() {
        for (Exchange exchange = submitted.poll(); exchange != null; exchange = submitted.poll()) {
            exchanges.add(exchange);
        }
    }

    /** Closes all connections and fails all waiting exchanges, however the loop ended. */
    private void end() {
        closed = true;
        for (SelectionKey key : selector.keys()) {
            ((Connection) key.attachment()).close();
        }
        takeSubmitted();
        exchanges.end();
    }
}
