package io.farspan.core.call;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.async.TimerDelay;

/**
 * Turns at agents: at each one heavy slice at a time, whoever asks, and a few light ones. A slice whose caller is gone
 * keeps its turn, and all others from starting, until the agent has finished it: asking more of an agent that cannot keep
 * up makes it worse. A caller waits within its own deadline, and leaves the queue when it stops waiting earlier.
 * Safe for use by many threads.
 */
final class AgentTurns {

    private static final int LIGHT_AT_A_TIME = 4;
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_AGENTS = 4_096;

    private final Pace.Settings pace;
    private final Map<InetSocketAddress, State> agents = new LinkedHashMap<>(16, 0.75f, true);

    AgentTurns(AgentLimits limits) {
        this.pace = new Pace.Settings(limits.slice());
    }

    /** What is known of one agent. */
    private static final class State {
        private final Pace pace;
        private final Deque<Waiting> heavy = new ArrayDeque<>();
        private final Deque<Waiting> light = new ArrayDeque<>();
        private int heavyUnderWay;
        private int lightUnderWay;
        private int abandoned;

        State(Pace pace) {
            this.pace = pace;
        }

        boolean free(boolean isHeavy) {
            return abandoned == 0 && (isHeavy ? heavyUnderWay == 0 : lightUnderWay < LIGHT_AT_A_TIME);
        }

        boolean idle() {
            return heavyUnderWay + lightUnderWay + heavy.size() + light.size() == 0;
        }
    }

    private static final class Waiting {
        @Nullable
        private UniEmitter<? super TurnResult> emitter;

        private @Nullable Turn turn;
    }

    /** Why a caller gets no turn; {@link #NONE} when it gets one. */
    enum NoTurn {
        NONE,
        TOO_MANY_WAIT,
        DEADLINE,
        AGENT_AT_WORK
    }

    /** A turn, or why there is none. */
    record TurnResult(@Nullable Turn turn, NoTurn refusal) {}

    /** The right to ask an agent once. */
    final class Turn {
        private final InetSocketAddress agent;
        private final boolean heavy;
        private boolean abandoned;
        private boolean over;

        Turn(InetSocketAddress agent, boolean heavy) {
            this.agent = agent;
            this.heavy = heavy;
        }

        /** Marks a turn whose caller is gone while the agent may still be working. */
        void abandon() {
            synchronized (AgentTurns.this) {
                if (!over && !abandoned) {
                    abandoned = true;
                    state(agent).abandoned++;
                }
            }
        }

        /** Ends the turn: the agent has finished. */
        void end() {
            synchronized (AgentTurns.this) {
                if (over) {
                    return;
                }
                over = true;
                State state = state(agent);
                if (heavy) {
                    state.heavyUnderWay--;
                } else {
                    state.lightUnderWay--;
                }
                if (abandoned) {
                    state.abandoned--;
                }
            }
            grantNext(agent);
        }
    }

    /** The measured speed of an agent. */
    synchronized Pace pace(InetSocketAddress agent) {
        return state(agent).pace;
    }

    /** The next turn at an agent; the wait for it ends by {@code longest}. */
    Uni<TurnResult> take(InetSocketAddress agent, boolean heavy, Duration longest) {
        Waiting waiting = new Waiting();
        synchronized (this) {
            State state = state(agent);
            if (state.free(heavy)) {
                return Uni.createFrom().item(new TurnResult(start(state, agent, heavy), NoTurn.NONE));
            }
            if (state.heavy.size() + state.light.size() >= MOST_WAITING) {
                return Uni.createFrom().item(new TurnResult(null, NoTurn.TOO_MANY_WAIT));
            }
            (heavy ? state.heavy : state.light).add(waiting);
        }
        return Uni.createFrom()
                .<TurnResult>emitter(emitter -> {
                    Turn granted;
                    synchronized (this) {
                        waiting.emitter = emitter;
                        granted = waiting.turn;
                    }
                    if (granted != null) {
                        emitter.complete(new TurnResult(granted, NoTurn.NONE));
                    }
                })
                .ifNoItem()
                .after(TimerDelay.of(longest))
                .recoverWithItem(() -> giveUp(agent, heavy, waiting))
                .onCancellation()
                .invoke(() -> giveUp(agent, heavy, waiting));
    }

    private TurnResult giveUp(InetSocketAddress agent, boolean heavy, Waiting waiting) {
        Turn late;
        boolean atWork;
        synchronized (this) {
            State state = state(agent);
            (heavy ? state.heavy : state.light).remove(waiting);
            late = waiting.turn;
            atWork = state.abandoned > 0;
        }
        if (late != null) {
            late.end();
        }
        return new TurnResult(null, atWork ? NoTurn.AGENT_AT_WORK : NoTurn.DEADLINE);
    }

    private void grantNext(InetSocketAddress agent) {
        while (true) {
            Waiting next;
            Turn turn;
            UniEmitter<? super TurnResult> emitter;
            synchronized (this) {
                State state = state(agent);
                boolean heavy = state.free(true) && !state.heavy.isEmpty();
                if (!heavy && (!state.free(false) || state.light.isEmpty())) {
                    return;
                }
                next = (heavy ? state.heavy : state.light).remove();
                turn = start(state, agent, heavy);
                next.turn = turn;
                emitter = next.emitter;
            }
            if (emitter != null) {
                emitter.complete(new TurnResult(turn, NoTurn.NONE));
            }
        }
    }

    private Turn start(State state, InetSocketAddress agent, boolean heavy) {
        if (heavy) {
            state.heavyUnderWay++;
        } else {
            state.lightUnderWay++;
        }
        return new Turn(agent, heavy);
    }

    private State state(InetSocketAddress agent) {
        State known = agents.get(agent);
        if (known == null) {
            if (agents.size() >= MOST_AGENTS) {
                agents.values().removeIf(State::idle);
            }
            known = new State(new Pace(pace));
            agents.put(agent, known);
        }
        return known;
    }
}
