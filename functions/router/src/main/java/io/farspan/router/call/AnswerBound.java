package io.farspan.router.call;

import java.util.function.LongPredicate;
import java.util.function.Supplier;

import io.farspan.home.gate.OutgoingCalls;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * The size limit of one unified answer: outcomes are admitted while there is room, the others become problems. Each
 * location's answer has its own limit; this one holds for all of them together. One per answer, used by one thread at a
 * time.
 */
public final class AnswerBound {

    private final long most;
    private final LongPredicate room;
    private final Supplier<String> noRoom;
    private long taken;
    private boolean full;

    /**
     * A bound in bytes of JSON.
     *
     * @param most the limit
     * @param room reserves the given number of bytes, or returns false
     * @param noRoom explains why there is no room, and what to do
     */
    public AnswerBound(long most, LongPredicate room, Supplier<String> noRoom) {
        this.most = most;
        this.room = room;
        this.noRoom = noRoom;
    }

    /** The bytes admitted so far. */
    public long admittedBytes() {
        return taken;
    }

    /** The answer with a problem in place of each outcome that there is no room for. */
    public UnifiedAnswer admit(UnifiedAnswer answer) {
        UnifiedAnswer bounded =
                answer.outcomes(answer.outcomes().stream().map(this::admit).toList());
        return full ? bounded.asPartial() : bounded;
    }

    /** The same for one line of a streamed answer. */
    public OutgoingCalls.Line admit(OutgoingCalls.Line line) {
        if (line instanceof OutgoingCalls.Line.Arrived arrived) {
            return new OutgoingCalls.Line.Arrived(admit(arrived.outcome()));
        }
        return line instanceof OutgoingCalls.Line.Summary last
                ? new OutgoingCalls.Line.Summary(admit(last.summary()))
                : line;
    }

    private Outcome admit(Outcome outcome) {
        long size = outcome.responses().stream()
                .flatMap(responses -> responses.stream())
                .mapToLong(RawJson::length)
                .sum();
        boolean fits = taken + size <= most;
        if (size == 0 || (fits && room.test(size))) {
            taken += size;
            return outcome;
        }
        full = true;
        if (fits) {
            return Outcome.failed(
                    outcome.instance(),
                    outcome.tookMs(),
                    Problem.of(
                            ProblemCode.TOO_MUCH,
                            "The instance answered with " + size + " bytes. The request was carried out, but "
                                    + noRoom.get() + "."));
        }
        return Outcome.failed(
                outcome.instance(),
                outcome.tookMs(),
                Problem.of(
                        ProblemCode.INSTANCE_ANSWER_TOO_LARGE,
                        "The instance answered with " + size + " bytes, which would exceed the limit of " + most
                                + " bytes for the whole answer. The request was carried out. Ask for less of each"
                                + " instance, call fewer instances at a time, or raise farspan.router.max-unified-bytes."));
    }
}
