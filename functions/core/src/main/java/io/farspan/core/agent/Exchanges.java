package io.farspan.core.agent;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

import org.jspecify.annotations.Nullable;

import io.farspan.core.message.HttpFault;
import io.farspan.core.message.HttpResponse;

/**
 * The life of each exchange: it waits its turn, is sent, answered and finished, or abandoned at its deadline. Used by the
 * loop's thread only, but for {@link #isBusy}.
 */
final class Exchanges {

    private static final System.Logger LOG = System.getLogger(Exchanges.class.getName());

    private final Selector selector;
    private final LaneQueue calls;
    private final LaneQueue probes;
    private final Deadlines deadlines = new Deadlines();
    private final IdleConnections idle;
    private final BusyAgents busy = new BusyAgents();
    private final AnswerIntake intake;
    private final AnswerDelivery delivery;

    Exchanges(AgentSettings settings, Selector selector) {
        Admission admission = new Admission(settings.maxBytesInFlight());
        FlowControl flow = new FlowControl(admission, selector::wakeup);
        this.selector = selector;
        this.calls = new LaneQueue(settings.concurrency());
        this.probes = new LaneQueue(settings.concurrency());
        this.idle = new IdleConnections(settings.idle());
        this.intake = new AnswerIntake(flow);
        this.delivery = new AnswerDelivery(admission, flow, selector::wakeup);
    }

    boolean isBusy(InetSocketAddress address) {
        return busy.isBusy(address);
    }

    void add(Exchange exchange) {
        deadlines.add(exchange);
        lane(exchange).add(exchange);
    }

    /** The milliseconds in which nothing can happen by itself: {@code whenPaused} at most when an answer is not read on. */
    long quiet(long longest, long whenPaused) {
        return deadlines.millisToNext(System.nanoTime(), intake.pausesAny() ? whenPaused : longest);
    }

    /** Does what is due without anything having arrived, and starts what may be started. */
    void tick() {
        expire();
        endLingering();
        resume();
        intake.resumeFollowers();
        start(calls);
        start(probes);
        idle.closeOld();
    }

    /** Leaves nobody waiting; the connections are closed. */
    void end() {
        for (Exchange next = deadlines.pollAwaited(); next != null; next = deadlines.pollAwaited()) {
            next.fail(ExchangeFailures.ended(next));
            next.end();
        }
        for (Exchange next = deadlines.pollLingering(); next != null; next = deadlines.pollLingering()) {
            next.end();
        }
    }

    /** The lanes are apart, so that calls that wait never hold up probes. */
    private LaneQueue lane(Exchange exchange) {
        return exchange.asked.lane() == Lane.PROBE ? probes : calls;
    }

    private void start(LaneQueue lane) {
        for (Exchange next = lane.next(); next != null; next = lane.next()) {
            start(next, next.asked.once() ? null : idle.take(next.address));
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
                exchange.connecting();
                Connection.open(selector, exchange.address).carry(exchange);
            }
        } catch (IOException e) {
            if (kept != null) {
                lost(kept, exchange, e);
            } else {
                finish(exchange, ExchangeFailures.unreachable(exchange, e));
            }
        } catch (RuntimeException e) {
            finish(exchange, ExchangeFailures.internal(exchange, e));
        }
    }

    private void write(Connection connection, Exchange exchange) throws IOException {
        exchange.sent = connection.write(exchange.request);
        if (exchange.sent && !exchange.atWork && exchange.asked.lane() == Lane.CALL) {
            exchange.atWork = true;
            busy.started(exchange.address, exchange.asked.heavy());
        }
    }

    /** Moves the exchange on whose connection can connect, write or read. */
    void advance(SelectionKey key) {
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
            } else if (key.isReadable() && intake.read(connection, exchange)) {
                complete(connection, exchange);
            }
        } catch (IOException e) {
            lost(connection, exchange, e);
        } catch (HttpFault e) {
            connection.close();
            finish(exchange, ExchangeFailures.of(exchange, e));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the exchange with " + exchange.address + " failed", e);
            connection.close();
            finish(exchange, ExchangeFailures.internal(exchange, e));
        }
    }

    /** Reads on where there is room again; gives up what waits for room that finished answers hold. */
    private void resume() {
        for (Exchange next = intake.resumeNext(); next != null; next = intake.resumeNext()) {
            if (next.connection != null && next.response.complete()) {
                complete(next.connection, next);
            }
        }
        for (Exchange stuck : intake.stuck()) {
            if (stuck.connection != null) {
                stuck.connection.close();
            }
            finish(stuck, ExchangeFailures.noRoom(stuck));
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
     * The connection broke. One that was kept may have been closed by the agent at any time: then try a new one. What must
     * reach the agent once only never takes a kept one.
     */
    private void lost(Connection connection, Exchange exchange, IOException cause) {
        connection.close();
        if (connection.reused && !exchange.response.started() && !exchange.done) {
            exchange.rewind();
            start(exchange, null);
        } else {
            finish(exchange, ExchangeFailures.unreachable(exchange, cause));
        }
    }

    private void finish(Exchange exchange, @Nullable AgentFailure failure) {
        exchange.connection = null;
        long admitted = intake.leave(exchange);
        if (exchange.response.started()) {
            busy.answered(exchange.address);
        }
        boolean abandoned = exchange.done;
        deadlines.remove(exchange);
        if (!abandoned) {
            lane(exchange).ended();
        }
        through(exchange);
        if (abandoned) {
            delivery.drop(exchange, admitted);
        } else if (failure != null) {
            delivery.drop(exchange, admitted);
            exchange.fail(failure);
        } else {
            delivery.deliver(exchange, admitted);
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
        for (Exchange next = deadlines.pollExpired(now); next != null; next = deadlines.pollExpired(now)) {
            AgentFailure failure = ExchangeFailures.timedOut(next);
            if (next.connection == null) {
                lane(next).withdraw(next);
                next.fail(failure);
                through(next);
            } else {
                lane(next).ended();
                abandon(next.connection, next, failure);
            }
        }
    }

    /**
     * Nobody waits any more. An agent does not notice and works on; the connection stays open, so that it is seen when it
     * is through.
     */
    private void abandon(Connection connection, Exchange exchange, AgentFailure failure) {
        boolean wasPaused = intake.isPaused(exchange);
        boolean stillAtWork = exchange.atWork && !exchange.response.complete();
        delivery.giveUp(intake.leave(exchange));
        exchange.response.discard();
        exchange.fail(failure);
        if (stillAtWork) {
            deadlines.linger(exchange);
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
        for (Exchange next = deadlines.pollLingered(now); next != null; next = deadlines.pollLingered(now)) {
            if (next.connection != null) {
                next.connection.close();
            }
            through(next);
        }
    }
}
