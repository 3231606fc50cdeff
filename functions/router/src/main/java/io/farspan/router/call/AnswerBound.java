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
 * How much one answer may hold as it is written: outcomes are taken while there is room, the others say that there was
 * none. Each location's answer has its own limit; this is the one of all of them together. Of one answer, used by one
 * thread at a time.
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
     * @param most how many
     * @param room takes room for so many more, or says that there is none
     * @param noRoom why there is none, and what to do
     */
    public AnswerBound(long most, LongPredicate room, Supplier<String> noRoom) {
        this.most = most;
        this.room = room;
        this.noRoom = noRoom;
    }

    /** How many bytes have been admitted. */
    public long taken() {
        return taken;
    }

    /** The answer with the outcomes there is room for. */
    public UnifiedAnswer admit(UnifiedAnswer answer) {
        UnifiedAnswer bounded =
                answer.outcomes(answer.outcomes().stream().map(this::admit).toList());
        return full ? bounded.asPartial() : bounded;
    }

    /** The same for an answer that comes line by line. */
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
                            "The instance answered with " + size + " bytes; what was asked was carried out, but "
                                    + noRoom.get() + "."));
        }
        return Outcome.failed(
                outcome.instance(),
                outcome.tookMs(),
                Problem.of(
                        ProblemCode.INSTANCE_ANSWER_TOO_LARGE,
                        "The instance answered with " + size + " bytes, for which the whole answer of " + most
                                + " bytes has no room left; what was asked was carried out. Ask for less of each"
                                + " instance, or ask fewer at a time, or raise farspan.router.max-unified-bytes."));
    }
}
