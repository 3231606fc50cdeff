package io.farspan.router.call;

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
    private long taken;
    private boolean full;

    /** A bound in bytes of JSON. */
    public AnswerBound(long most) {
        this.most = most;
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
    public Calls.Line admit(Calls.Line line) {
        return line instanceof Calls.Line.Arrived arrived
                ? new Calls.Line.Arrived(admit(arrived.outcome()))
                : new Calls.Line.Summary(admit(((Calls.Line.Summary) line).summary()));
    }

    private Outcome admit(Outcome outcome) {
        long size = outcome.responses().stream()
                .flatMap(responses -> responses.stream())
                .mapToLong(RawJson::length)
                .sum();
        if (taken + size <= most) {
            taken += size;
            return outcome;
        }
        full = true;
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
