package io.farspan.diagnosis;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.problem.ProblemCode;

/**
 * The agents of a location that are busy with calls of this router, including calls whose caller no longer waits: a
 * stock agent has one thread and does not stop when its caller does. A function knows this only about calls through the
 * same execution environment as the probe. Thread-safe. A call costs one entry, or one for each of a few named
 * instances.
 */
final class OwnCalls {

    /** How long after a call's deadline an agent may still be busy with it. */
    private static final long AFTER = Duration.ofMinutes(1).toNanos();

    private static final long LONGEST = ManagementCall.LONGEST.toNanos() + AFTER;

    /** The number of named instances beyond which a call counts for the whole location. */
    private static final int MOST_NAMES = 64;

    private static final int MOST_REMEMBERED = 20_000;
    private static final String ALL = "";

    /** The work of an agent; {@code since} is the start of the first call that it has not answered. */
    private static final class Work {
        private int underWay;
        private long since;
        private long until;
        private boolean abandoned;
        private long abandonedAt;

        private Work(long since) {
            this.since = since;
            this.until = since;
        }

        /** Adds a call. An agent that has answered nothing for a minute is not excused by further calls. */
        private void extend(long began, long end) {
            if (began - since <= AFTER && end - until > 0) {
                until = end;
            }
        }

        private boolean keeps(long now, Optional<Long> answeredAt) {
            return now - until < 0 && (underWay > 0 || (abandoned && !isAnswered(answeredAt)));
        }

        private boolean isAnswered(Optional<Long> answeredAt) {
            return answeredAt.filter(at -> at - abandonedAt > 0).isPresent();
        }
    }

    /** A call under way. */
    record Call(Set<String> names, long began, long end) {}

    private final Map<String, Work> work = new HashMap<>();

    /** Records the start of a call that waits for {@code left} at most; without names, to all instances. */
    Call begin(Optional<List<String>> names, Duration left) {
        long now = System.nanoTime();
        Set<String> asked = names.filter(few -> few.size() <= MOST_NAMES)
                .<Set<String>>map(HashSet::new)
                .orElse(Set.of(ALL));
        Call call = new Call(asked, now, now + left.toNanos() + AFTER);
        synchronized (work) {
            for (String name : asked) {
                Work own = work.computeIfAbsent(name, key -> new Work(now));
                own.underWay++;
                own.extend(now, call.end);
            }
        }
        return call;
    }

    /** Records the end of a call; without outcomes its result is unknown. */
    void end(Call call, Optional<List<Outcome>> outcomes) {
        long now = System.nanoTime();
        synchronized (work) {
            for (String name : call.names) {
                Work own = work.get(name);
                if (own != null) {
                    own.underWay = Math.max(0, own.underWay - 1);
                    if (outcomes.isEmpty()) {
                        abandon(own, call, now);
                    }
                }
            }
            for (Outcome outcome : outcomes.orElse(List.of())) {
                take(outcome, call, now);
            }
            for (String name : call.names) {
                Work own = work.get(name);
                if (own != null && own.underWay == 0 && !own.abandoned) {
                    work.remove(name);
                }
            }
        }
    }

    private void take(Outcome outcome, Call call, long now) {
        String name = outcome.instance().name();
        Optional<ProblemCode> code = outcome.problem().map(problem -> problem.code());
        if (code.isEmpty() || answers(code.get())) {
            Work own = work.get(name);
            if (own != null) {
                own.abandoned = false;
                own.since = now;
                own.until = now + LONGEST;
                if (own.underWay == 0) {
                    work.remove(name);
                }
            }
        } else if (code.get() == ProblemCode.INSTANCE_TIMEOUT && work.size() < MOST_REMEMBERED) {
            abandon(work.computeIfAbsent(name, key -> new Work(call.began)), call, now);
        } else if (code.get() == ProblemCode.FUNCTION_TIMEOUT || code.get() == ProblemCode.RELAY_FAILED) {
            Work own = work.get(call.names.contains(ALL) ? ALL : name);
            if (own != null) {
                abandon(own, call, now);
            }
        }
    }

    private static void abandon(Work own, Call call, long now) {
        own.abandoned = true;
        own.abandonedAt = now;
        own.extend(call.began, call.end);
    }

    private static boolean answers(ProblemCode code) {
        return code == ProblemCode.INSTANCE_ANSWER_INVALID
                || code == ProblemCode.INSTANCE_ANSWER_TOO_LARGE
                || code == ProblemCode.INSTANCE_REFUSED;
    }

    /**
     * Whether an agent's silence may be due to one of this router's calls.
     *
     * @param answeredAt the start of the last probe that it answered, by {@link System#nanoTime()}
     */
    boolean keep(String name, Optional<Long> answeredAt) {
        long now = System.nanoTime();
        synchronized (work) {
            // Calls to this agent by name say more than calls to all.
            Work own = work.get(name);
            if (own != null && own.underWay == 0 && own.isAnswered(answeredAt)) {
                work.remove(name);
                own = null;
            }
            Work any = own == null ? work.get(ALL) : own;
            return any != null && any.keeps(now, answeredAt);
        }
    }

    /** Forgets instances that no longer exist. */
    void retain(Set<String> names) {
        synchronized (work) {
            work.entrySet()
                    .removeIf(entry -> !entry.getKey().equals(ALL)
                            && entry.getValue().underWay == 0
                            && !names.contains(entry.getKey()));
        }
    }
}
