package io.farspan.core.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

/** The thread that carries all exchanges: starts them, moves their bytes, ends them at their deadline. */
final class AgentLoop {

    /** A body above this is handed to a worker, so that reading it holds up no other exchange. */
    private static final int SMALL = 64 << 10;

    private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toMillis(5);

    private final AgentSettings settings;
    private final Selector selector;
    private final Queue<Exchange> submitted = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Exchange> deadlines =
            new PriorityQueue<>((one, other) -> Long.signum(one.deadline - other.deadline));
    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private final Map<InetSocketAddress, Deque<Connection>> idle = new HashMap<>();
    private final BusyAgents busy = new BusyAgents();
    private final ByteBuffer buffer = ByteBuffer.allocate(SMALL);
    private final Thread thread = new Thread(this::run, "farspan-agents");
    private int active;
    private volatile boolean closed;

    AgentLoop(AgentSettings settings) throws IOException {
        this.settings = settings;
        this.selector = Selector.open();
        thread.setDaemon(true);
        thread.start();
    }

    void submit(Exchange exchange) {
        submitted.add(exchange);
        selector.wakeup();
        if (closed && submitted.remove(exchange)) {
            exchange.fail(ended(exchange));
        }
    }

    boolean isBusy(InetSocketAddress address) {
        return busy.isBusy(address);
    }

    void close() {
        closed = true;
        selector.wakeup();
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::advance, sleep());
                takeSubmitted();
                expire();
                startWaiting();
                closeIdle();
            }
        } catch (IOException e) {
            throw new IllegalStateException("The selector of the agents' connections failed", e);
        } finally {
            end();
        }
    }

    /** Leaves no connection open and nobody waiting, however the loop ended. */
    private void end() {
        closed = true;
        for (SelectionKey key : selector.keys()) {
            ((Connection) key.attachment()).close();
        }
        takeSubmitted();
        for (Exchange exchange = deadlines.poll(); exchange != null; exchange = deadlines.poll()) {
            exchange.fail(ended(exchange));
        }
    }

    /** How long nothing can happen by itself; at least 1 ms, which is what a selector can tell. */
    private long sleep() {
        Exchange next = deadlines.peek();
        if (!submitted.isEmpty()) {
            return 1;
        }
        return next == null
                ? LONGEST_SLEEP
                : Math.max(
                        1,
                        Math.min(LONGEST_SLEEP, TimeUnit.NANOSECONDS.toMillis(next.deadline - System.nanoTime()) + 1));
    }

    private void takeSubmitted() {
        for (Exchange exchange = submitted.poll(); exchange != null; exchange = submitted.poll()) {
            deadlines.add(exchange);
            waiting.add(exchange);
        }
    }

    private void startWaiting() {
        while (active < settings.concurrency() && !waiting.isEmpty()) {
            Exchange exchange = waiting.poll();
            if (!exchange.done) {
                active++;
                if (exchange.lane == Lane.CALL) {
                    busy.started(exchange.address);
                }
                start(exchange, exchange.once ? null : takeIdle(exchange.address));
            }
        }
    }

    private void start(Exchange exchange, @Nullable Connection kept) {
        try {
            if (kept != null) {
                kept.reused = true;
                kept.carry(exchange);
                exchange.connected = true;
                kept.write(exchange.request);
            } else {
                Connection.open(selector, exchange.address).carry(exchange);
            }
        } catch (IOException e) {
            if (kept != null) {
                lost(kept, exchange, e);
            } else {
                finish(exchange, unreachable(exchange, e));
            }
        }
    }

    private void advance(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        Exchange exchange = connection.exchange;
        if (exchange == null) {
            drop(connection);
            return;
        }
        try {
            if (key.isConnectable()) {
                connection.finishConnect();
                exchange.connected = true;
                connection.write(exchange.request);
            } else if (key.isWritable()) {
                connection.write(exchange.request);
            } else if (key.isReadable()) {
                read(connection, exchange);
            }
        } catch (IOException e) {
            lost(connection, exchange, e);
        } catch (AgentFailure e) {
            connection.close();
            finish(exchange, e);
        }
    }

    private void read(Connection connection, Exchange exchange) throws IOException {
        HttpResponse response = exchange.response;
        while (!response.complete()) {
            buffer.clear();
            int count = connection.read(buffer);
            if (count == 0) {
                return;
            }
            if (count < 0) {
                if (!response.started()) {
                    throw new IOException("the agent closed the connection without an answer");
                }
                response.end();
            } else {
                buffer.flip();
                response.take(buffer);
            }
        }
        if (response.keepsConnection() && connection.mayBeKept()) {
            keep(connection);
        } else {
            connection.close();
        }
        finish(exchange, null);
    }

    /**
     * The connection broke. One that was kept may have been closed by the agent at any time: then try a new one. What must
     * reach the agent once only never takes a kept one.
     */
    private void lost(Connection connection, Exchange exchange, IOException cause) {
        connection.close();
        if (connection.reused && !exchange.response.started()) {
            exchange.rewind();
            start(exchange, null);
        } else {
            finish(exchange, unreachable(exchange, cause));
        }
    }

    private void finish(Exchange exchange, @Nullable AgentFailure failure) {
        active--;
        busy.answered(exchange.address, exchange.lane);
        deadlines.remove(exchange);
        exchange.connection = null;
        if (failure != null) {
            exchange.fail(failure);
            return;
        }
        byte[] body = exchange.response.body();
        int status = exchange.response.status();
        if (status != 200) {
            exchange.fail(AgentReply.refused(status));
        } else if (body.length > SMALL) {
            Infrastructure.getDefaultExecutor().execute(() -> exchange.succeed(body));
        } else {
            exchange.succeed(body);
        }
    }

    private void expire() {
        long now = System.nanoTime();
        for (Exchange next = deadlines.peek(); next != null && next.deadline - now <= 0; next = deadlines.peek()) {
            deadlines.poll();
            if (next.connection != null) {
                next.connection.close();
                active--;
                busy.abandoned(next.address, next.lane);
            } else {
                waiting.remove(next);
            }
            next.fail(timedOut(next));
        }
    }

    private @Nullable Connection takeIdle(InetSocketAddress address) {
        Deque<Connection> kept = idle.get(address);
        while (kept != null && !kept.isEmpty()) {
            Connection connection = kept.pollLast();
            if (!connection.isSpoilt(buffer)) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    private void keep(Connection connection) {
        connection.exchange = null;
        connection.idleSince = System.nanoTime();
        idle.computeIfAbsent(connection.address, address -> new ArrayDeque<>()).addLast(connection);
    }

    private void drop(Connection connection) {
        Deque<Connection> kept = idle.get(connection.address);
        if (kept != null) {
            kept.remove(connection);
        }
        connection.close();
    }

    private void closeIdle() {
        long oldest = System.nanoTime() - settings.idle().toNanos();
        for (Iterator<Deque<Connection>> each = idle.values().iterator(); each.hasNext(); ) {
            Deque<Connection> kept = each.next();
            while (!kept.isEmpty() && kept.peekFirst().idleSince - oldest < 0) {
                kept.pollFirst().close();
            }
            if (kept.isEmpty()) {
                each.remove();
            }
        }
    }

    private static AgentFailure unreachable(Exchange exchange, IOException cause) {
        return new AgentFailure(
                ProblemCode.INSTANCE_UNREACHABLE,
                exchange.connected ? Stage.HTTP : Stage.TCP,
                "The agent at " + text(exchange.address) + " cannot be reached from its location: " + cause.getMessage()
                        + ". Check that the instance runs and that its Jolokia agent listens there.");
    }

    private static AgentFailure ended(Exchange exchange) {
        return new AgentFailure(
                ProblemCode.INSTANCE_UNREACHABLE,
                Stage.TCP,
                "The function stopped before the agent at " + text(exchange.address) + " answered. Ask again.");
    }

    private static AgentFailure timedOut(Exchange exchange) {
        if (!exchange.connected) {
            return AgentFailure.silent(
                    ProblemCode.INSTANCE_UNREACHABLE,
                    Stage.TCP,
                    "The agent at " + text(exchange.address) + " took no connection within the deadline."
                            + " Check that the instance's host is up and that its network lets the function in.");
        }
        return AgentFailure.silent(
                ProblemCode.INSTANCE_TIMEOUT,
                exchange.response.started() ? Stage.JOLOKIA : Stage.HTTP,
                "The agent at " + text(exchange.address) + " took the request and did not answer within the deadline."
                        + " The JVM may be paused, overloaded or deadlocked; a longer deadline tells.");
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
