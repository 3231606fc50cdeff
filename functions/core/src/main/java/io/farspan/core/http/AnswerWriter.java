package io.farspan.core.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.SharedResponses;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Writes an answer so that the platform carries it: equal responses once, gzip where it helps, and, when it is still
 * above the platform's limit, the largest outcomes replaced by a problem rather than the whole answer lost.
 */
final class AnswerWriter {

    private final int largest;

    AnswerWriter(int largest) {
        this.largest = largest;
    }

    FunctionResponse write(FunctionAnswer answer, SharedResponses sharing, boolean gzip) {
        byte[] body = Json.write(sharing.fold(answer));
        boolean coded = gzip && body.length >= Gzip.WORTHWHILE;
        byte[] sent = coded ? Gzip.compress(body) : body;
        if (sent.length > largest) {
            return write(withoutLargest(answer), sharing, gzip);
        }
        return new FunctionResponse(
                200,
                coded
                        ? Map.of("Content-Type", "application/json", "Content-Encoding", Gzip.CODING)
                        : Map.of("Content-Type", "application/json"),
                sent);
    }

    /** Gives up the larger half of what is large. */
    private FunctionAnswer withoutLargest(FunctionAnswer answer) {
        List<Outcome> bySize = new ArrayList<>(answer.outcomes());
        bySize.removeIf(outcome -> outcome.responses().isEmpty());
        bySize.sort(Comparator.comparingLong(AnswerWriter::size).reversed());
        Set<Outcome> given = Collections.newSetFromMap(new IdentityHashMap<>());
        given.addAll(bySize.subList(0, (bySize.size() + 1) / 2));
        if (given.isEmpty()) {
            throw new IllegalStateException("Problems alone exceed the limit of " + largest + " bytes");
        }
        List<Outcome> kept = answer.outcomes().stream()
                .map(outcome -> given.contains(outcome) ? tooLarge(outcome) : outcome)
                .toList();
        return new FunctionAnswer(answer.location(), answer.epoch(), kept, Map.of());
    }

    private Outcome tooLarge(Outcome outcome) {
        return Outcome.failed(
                outcome.instance(),
                outcome.tookMs(),
                Problem.of(
                        ProblemCode.INSTANCE_ANSWER_TOO_LARGE,
                        outcome.instance() + " answered " + size(outcome)
                                + " bytes, and with the others that is more than the " + largest
                                + " bytes the function's platform carries; ask for less, or for fewer instances at a time."));
    }

    private static long size(Outcome outcome) {
        return outcome.responses().orElse(List.of()).stream()
                .mapToLong(RawJson::length)
                .sum();
    }
}
