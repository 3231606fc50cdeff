package io.farspan.core.agent;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.jspecify.annotations.Nullable;

import io.farspan.core.message.HttpFault;
import io.farspan.core.message.HttpResponse;
import io.farspan.core.sharing.CommonBody;
import io.farspan.protocol.process.EssentialThread;

/** The thread that carries all exchanges: starts them, moves their bytes, ends them at their deadline. */
final class AgentLoop {

    /** A body above this is handed to a worker, so that reading it holds up no other exchange. */
    private static final int SMALL = 64 << 10;

    /** So much of an answer is read whatever else is held: ordinary answers and probes never wait for room. */
    private static final int ALWAYS_ADMITTED = 32 << 10;

    /** So much of one answer is read before others get their turn: an agent may send without end. */
    private static final int MOST_AT_ONCE = 256 << 10;

    private static final System.Logger LOG = System.getLogger(AgentLoop.class.getName());
    private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toMillis(5);
    private static final long SLEEP_WHEN_FULL = 50;
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_LINGER = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST_TICK = TimeUnit.SECONDS.toNanos(10);

    private final AgentSettings settings;
    private final Selector selector;
    private final Queue<Exchange> submitted = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Exchange> deadlines =
            new PriorityQueue<>((one, other) -> Long.signum(one.deadline - other.deadline));
    private final Deque<Exchange> lingering = new ArrayDeque<>();
    private final List<Exchange> paused = new ArrayList<>();
    private final List<Exchange> following = new ArrayList<>();
    private final Turn calls;
    private final Turn probes;
    private final IdleConnections idle;
    private final BusyAgents busy = new BusyAgents();
    private final Admission admission;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
    private final Thread thread = EssentialThread.daemon(this::run, "farspan-agents");
    private int flowing;
    private volatile boolean full;
    private volatile boolean closed;

    /** Exchanges of one lane: calls that wait for a place never take one from probes. */
    private static final class Turn {
        private final Deque<Exchange> waiting = new ArrayDeque<>();
        private int active;
    }

    AgentLoop(AgentSettings settings) throws IOException {
        this.settings = settings;
        this.selector = Selector.open();
        this.calls = new Turn();
        this.probes = new Turn();
        this.idle = new IdleConnections(settings.idle());
        this.admission = new Admission(settings.maxBytesInFlight());
        thread.start();
    }

    void submit(Exchange exchange) {
        submitted.add(exchange);
        selector.wakeup();
        if (closed && submitted.remove(exchange)) {
            exchange.fail(Failures.ended(exchange));
            exchange.end();
        }
    }

    boolean isBusy(InetSocketAddress address) {
        return busy.isBusy(address);
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
        try {
            while (!closed) {
                selector.select(this::advance, sleep());
                takeSubmitted();
                expire();
                endLingering();
                resume();
                resumeFollowing();
                start(calls);
                start(probes);
                idle.closeOld();
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
            exchange.fail(Failures.ended(exchange));
            exchange.end();
        }
        lingering.forEach(Exchange::end);
    }

    /** How long nothing can happen by itself; at least 1 ms, which is what a selector can tell. */
    private long sleep() {
        Exchange next = deadlines.peek();
        if (!submitted.isEmpty()) {
            return 1;
        }
        long longest = paused.isEmpty() && following.isEmpty() ? LONGEST_SLEEP : SLEEP_WHEN_FULL;
        return next == null
                ? longest
                : Math.max(1, Math.min(longest, TimeUnit.NANOSECONDS.toMillis(next.deadline - System.nanoTime()) + 1));
    }

    private void takeSubmitted() {
        for (Exchange exchange = submitted.poll(); exchange != null; exchange = submitted.poll()) {
            deadlines.add(exchange);
            turn(exchange).waiting.add(exchange);
        }
    }

    private Turn turn(Exchange exchange) {
        return exchange.asked.lane() == Lane.PROBE ? probes : calls;
    }

    private void start(Turn turn) {
        while (turn.active < settings.concurrency() && !turn.waiting.isEmpty()) {
            Exchange exchange = turn.waiting.poll();
            if (!exchange.done) {
                turn.active++;
                start(exchange, exchange.asked.once() ? null : idle.take(exchange.address, buffer));
            }
        }
    }

    private void start(Exchange exchange, @Nullable Connection kept) {
        try {
            if (kept != null) {
                kept.reused = true;
                kept.carry(exchange);
                exchange.connected = true;
                write(kept, exchange);
            } else {
                Connection.open(selector, exchange.address).carry(exchange);
            }
        } catch (IOException e) {
            if (kept != null) {
                lost(kept, exchange, e);
            } else {
                finish(exchange, Failures.unreachable(exchange, e));
            }
        } catch (RuntimeException e) {
            finish(exchange, Failures.internal(exchange, e));
        }
    }

    private void write(Connection connection, Exchange exchange) throws IOException {
        exchange.sent = connection.write(exchange.request);
        if (exchange.sent && !exchange.atWork && exchange.asked.lane() == Lane.CALL) {
            exchange.atWork = true;
            busy.started(exchange.address, exchange.asked.heavy());
        }
    }

    private void advance(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        Exchange exchange = connection.exchange;
        if (exchange == null) {
            idle.drop(connection);
            return;
        }
        try {
            if (key.isConnectable()) {
                connection.finishConnect();
                exchange.connected = true;
                write(connection, exchange);
            } else if (key.isWritable()) {
                write(connection, exchange);
            } else if (key.isReadable()) {
                read(connection, exchange);
            }
        } catch (IOException e) {
            lost(connection, exchange, e);
        } catch (HttpFault e) {
            connection.close();
            finish(exchange, Failures.of(exchange, e));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the exchange with " + exchange.address + " failed", e);
            connection.close();
            finish(exchange, Failures.internal(exchange, e));
        }
    }

    private void read(Connection connection, Exchange exchange) throws IOException {
        HttpResponse response = exchange.response;
        for (int taken = 0; !response.complete(); ) {
            if (taken >= MOST_AT_ONCE) {
                return; // the selector names it again, after the others
            }
            if (waitsForLeader(exchange)) {
                connection.pause(true);
                following.add(exchange);
                return;
            }
            if (!admit(exchange)) {
                pause(connection, exchange);
                return;
            }
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
                taken += count;
                response.take(buffer);
            }
        }
        if (isCovered(exchange) || admit(exchange)) {
            complete(connection, exchange);
        } else {
            pause(connection, exchange);
        }
    }

    private void complete(Connection connection, Exchange exchange) {
        HttpResponse response = exchange.response;
        if (response.keepsConnection() && connection.mayBeKept() && !exchange.done) {
            idle.keep(connection);
        } else {
            connection.close();
        }
        finish(exchange, null);
    }

    /**
     * Whether another agent's answer to the same is on its way, with which this one's is going to be compared: so nothing is
     * kept twice. A leader that is slow is not waited for.
     */
    private static boolean waitsForLeader(Exchange exchange) {
        Optional<CommonBody> common = exchange.asked.common();
        if (common.isEmpty()
                || exchange.compared
                || exchange.done
                || exchange.response.status() != 200
                || exchange.response.size() < ALWAYS_ADMITTED
                || common.get().lead(exchange.response)) {
            return false;
        }
        Optional<byte[]> leader = common.get().bytes();
        if (leader.isPresent() && common.get().hasTimestamp()) {
            exchange.response.compareWith(leader.get());
            exchange.compared = true;
        }
        return leader.isEmpty() && common.get().comesWithin(LONGEST_PAUSE);
    }

    /** Reads on where the leader's answer has come, or does not come. */
    private void resumeFollowing() {
        for (Exchange exchange : List.copyOf(following)) {
            Connection connection = exchange.connection;
            if (connection == null || !exchange.asked.common().orElseThrow().comesWithin(LONGEST_PAUSE)) {
                following.remove(exchange);
                if (connection != null) {
                    connection.pause(false);
                }
            }
        }
    }

    /** Whether there is room for all of a complete answer: that it differs from another may have been seen at its end only. */
    private static boolean isCovered(Exchange exchange) {
        return !exchange.compared || held(exchange) <= exchange.admitted + SMALL;
    }

    /** How much of an answer there must be room for. */
    private static long held(Exchange exchange) {
        return exchange.compared
                ? exchange.asked.common().orElseThrow().held(exchange.response)
                : exchange.response.size();
    }

    /** Whether there is room for what the next read may bring. */
    private boolean admit(Exchange exchange) {
        long size = held(exchange);
        if (exchange.done || size < ALWAYS_ADMITTED || size + SMALL <= exchange.admitted) {
            return true;
        }
        boolean others = flowing > (exchange.admitted > 0 && !exchange.paused ? 1 : 0);
        long more = Math.max(SMALL, size + SMALL - exchange.admitted);
        if (!admission.admit(more, !others)) {
            return false;
        }
        if (exchange.admitted == 0) {
            flowing++;
        }
        exchange.admitted += more;
        return true;
    }

    private void pause(Connection connection, Exchange exchange) {
        connection.pause(true);
        exchange.paused = true;
        paused.add(exchange);
        full = true;
        if (exchange.admitted > 0) {
            flowing--;
        }
    }

    /** Reads on where there is room again, the oldest first; gives up what waits for room that finished answers hold. */
    private void resume() {
        if (paused.isEmpty()) {
            return;
        }
        for (Exchange exchange : List.copyOf(paused)) {
            Connection connection = exchange.connection;
            boolean first = exchange.admitted == 0;
            if (connection == null || !admit(exchange)) {
                break;
            }
            if (!first) {
                flowing++;
            }
            exchange.paused = false;
            paused.remove(exchange);
            connection.pause(false);
            if (exchange.response.complete()) {
                complete(connection, exchange);
            }
        }
        if (!paused.isEmpty() && flowing == 0 && admission.stuckFor(LONGEST_PAUSE)) {
            for (Exchange exchange : List.copyOf(paused)) {
                if (exchange.connection != null) {
                    exchange.connection.close();
                }
                finish(exchange, Failures.noRoom(exchange));
            }
        }
        full = !paused.isEmpty();
    }

    /** What there was room for is not needed any more, or becomes the answer's. */
    private long leave(Exchange exchange) {
        long admitted = exchange.admitted;
        if (exchange.paused) {
            exchange.paused = false;
            paused.remove(exchange);
        } else if (admitted > 0) {
            flowing--;
        }
        exchange.admitted = 0;
        return admitted;
    }

    /**
     * The connection broke. One that was kept may have been closed by the agent at any time: then try a new one. What must
     * reach the agent once only never takes a kept one.
     */
    private void lost(Connection connection, Exchange exchange, IOException cause) {
        connection.close();
        if (connection.reused && !exchange.response.started() && !exchange.done) {
            exchange.rewind();
            start(exchange, null);
        } else {
            finish(exchange, Failures.unreachable(exchange, cause));
        }
    }

    private void finish(Exchange exchange, @Nullable AgentFailure failure) {
        exchange.connection = null;
        long admitted = leave(exchange);
        if (exchange.response.started()) {
            busy.answered(exchange.address);
        }
        boolean abandoned = exchange.done;
        if (!abandoned) {
            turn(exchange).active--;
            deadlines.remove(exchange);
        } else {
            lingering.remove(exchange);
        }
        through(exchange);
        following.remove(exchange);
        boolean usable = !abandoned && failure == null && exchange.response.status() == 200;
        if (!usable) {
            exchange.asked.common().ifPresent(common -> common.ended(exchange.response));
        }
        if (abandoned || failure != null) {
            admission.giveUp(admitted);
            if (failure != null && !abandoned) {
                exchange.fail(failure);
            }
            return;
        }
        int size = exchange.response.size();
        Optional<AgentAnswer> like = like(exchange);
        if (!usable) {
            admission.giveUp(admitted);
            exchange.fail(AgentReply.refused(exchange.response.status(), exchange.response));
        } else if (like.isPresent()) {
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
                wake();
            }));
        }
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
            exchange.fail(Failures.internal(exchange, e));
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
        selector.wakeup();
        return AgentAnswer.leading(body, led.get(), atSettling, atRelease);
    }

    private void release(long bytes) {
        admission.release(bytes);
        wake();
    }

    /** What waits for room may find some. */
    private void wake() {
        if (full) {
            selector.wakeup();
        }
    }

    /** The agent is not at work on it any more, as far as can be told. */
    private void through(Exchange exchange) {
        if (exchange.atWork) {
            exchange.atWork = false;
            busy.ended(exchange.address, exchange.asked.heavy());
        }
        exchange.end();
    }

    private void expire() {
        long now = System.nanoTime();
        for (Exchange next = deadlines.peek(); next != null && next.deadline - now <= 0; next = deadlines.peek()) {
            deadlines.poll();
            AgentFailure failure = Failures.timedOut(next);
            if (next.connection == null) {
                turn(next).waiting.remove(next);
                next.fail(failure);
                through(next);
            } else {
                turn(next).active--;
                abandon(next.connection, next, failure);
            }
        }
    }

    /**
     * Nobody waits any more. An agent does not notice and works on; the connection stays open, so that it is seen when it
     * is through.
     */
    private void abandon(Connection connection, Exchange exchange, AgentFailure failure) {
        boolean wasPaused = following.remove(exchange) || exchange.paused;
        boolean stillAtWork = exchange.atWork && !exchange.response.complete();
        admission.giveUp(leave(exchange));
        exchange.response.discard();
        exchange.fail(failure);
        if (stillAtWork) {
            lingering.add(exchange);
            if (wasPaused) {
                connection.pause(false);
            }
        } else {
            exchange.connection = null;
            connection.close();
            through(exchange);
        }
    }

    private void endLingering() {
        long now = System.nanoTime();
        for (Exchange next = lingering.peek();
                next != null && now - next.deadline > LONGEST_LINGER;
                next = lingering.peek()) {
            lingering.poll();
            if (next.connection != null) {
                next.connection.close();
            }
            through(next);
        }
    }
}
