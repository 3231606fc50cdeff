package io.farspan.core.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.farspan.core.message.FunctionResponse;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
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

    /** An outcome without its responses, about. */
    private static final int SIZE_OF_AN_OUTCOME = 100;

    private final int largest;

    AnswerWriter(int largest) {
        this.largest = largest;
    }

    /**
     * Writes an answer.
     *
     * @param changes whether the call asked to change something: then what is said of an answer that is left out says so
     */
    FunctionResponse write(FunctionAnswer answer, SharedResponses sharing, boolean gzip, BooleanSupplier changes) {
        FunctionAnswer folded = sharing.fold(answer);
        boolean coded = gzip && size(folded) >= Gzip.WORTHWHILE;
        if (!coded && size(folded) > largest) {
            return write(withoutLargest(answer, changes), sharing, gzip, changes);
        }
        byte[] sent;
        try {
            sent = coded ? compress(folded) : Json.write(folded);
        } catch (Full e) {
            return write(withoutLargest(answer, changes), sharing, gzip, changes);
        }
        if (sent.length > largest) {
            return write(withoutLargest(answer, changes), sharing, gzip, changes);
        }
        return response(sent, coded);
    }

    /** Writes what a plugin answered; what the platform does not carry is a problem of the location. */
    FunctionResponse write(PluginReply reply, boolean gzip) {
        byte[] text = Json.write(reply);
        boolean coded = gzip && text.length >= Gzip.WORTHWHILE;
        byte[] sent = coded ? Gzip.compressBulk(text) : text;
        if (sent.length <= largest) {
            return response(sent, coded);
        }
        PluginReply problem = new PluginReply(
                reply.location(),
                reply.epoch(),
                reply.version(),
                List.of(PluginOutcome.failed(
                        reply.location(),
                        Optional.empty(),
                        reply.outcomes().get(0).tookMs(),
                        Problem.of(
                                ProblemCode.PLUGIN_ANSWER_TOO_LARGE,
                                "The plugin answered " + sent.length + " bytes in " + reply.location()
                                        + ", more than the " + largest + " bytes the function's platform carries."
                                        + " It ran to completion; only its answer is left out. Ask it for less."))));
        return response(Json.write(problem), false);
    }

    private static FunctionResponse response(byte[] body, boolean coded) {
        return new FunctionResponse(
                200,
                coded
                        ? Map.of("Content-Type", "application/json", "Content-Encoding", Gzip.CODING)
                        : Map.of("Content-Type", "application/json"),
                body);
    }

    /** Coded as it is written: the whole text is never in memory a second time. */
    private byte[] compress(FunctionAnswer answer) throws Full {
        Bounded bytes = new Bounded(largest);
        try {
            OutputStream gzip = answer.shared().isEmpty() ? Gzip.compressing(bytes) : Gzip.compressingWell(bytes);
            Json.wire().writeValue(gzip, answer);
            gzip.close();
        } catch (Full e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write an answer as JSON", e);
        }
        return bytes.taken.toByteArray();
    }

    /** Takes no more than the platform carries. */
    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream(8_192);
        private final int largest;

        Bounded(int largest) {
            this.largest = largest;
        }

        @Override
        public void write(int next) throws IOException {
            write(new byte[] {(byte) next}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (taken.size() + (long) length > largest) {
                throw new Full();
            }
            taken.write(from, offset, length);
        }
    }

    /** More than the platform carries. */
    private static final class Full extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static long size(FunctionAnswer answer) {
        return answer.outcomes().stream().mapToLong(outcome -> size(outcome)).sum()
                + answer.shared().values().stream().mapToLong(RawJson::length).sum()
                + SIZE_OF_AN_OUTCOME * (long) answer.outcomes().size();
    }

    /** Gives up the larger half of what is large. */
    private FunctionAnswer withoutLargest(FunctionAnswer answer, BooleanSupplier changes) {
        List<Outcome> bySize = new ArrayList<>(answer.outcomes());
        bySize.removeIf(outcome -> outcome.responses().isEmpty());
        bySize.sort(Comparator.comparingLong((Outcome outcome) -> size(outcome)).reversed());
        Set<Outcome> given = Collections.newSetFromMap(new IdentityHashMap<>());
        given.addAll(bySize.subList(0, (bySize.size() + 1) / 2));
        if (given.isEmpty()) {
            throw new IllegalStateException("Problems alone exceed the limit of " + largest + " bytes");
        }
        List<Outcome> kept = answer.outcomes().stream()
                .map(outcome -> given.contains(outcome) ? tooLarge(outcome, changes) : outcome)
                .toList();
        return new FunctionAnswer(answer.location(), answer.epoch(), kept, Map.of());
    }

    private Outcome tooLarge(Outcome outcome, BooleanSupplier changes) {
        return Outcome.failed(
                outcome.instance(),
                outcome.tookMs(),
                Problem.of(
                        ProblemCode.INSTANCE_ANSWER_TOO_LARGE,
                        outcome.instance() + " answered " + size(outcome)
                                + " bytes, and with the others that is more than the " + largest
                                + " bytes the function's platform carries; "
                                + (changes.getAsBoolean()
                                        ? carriedOut(outcome)
                                        : "ask for less, or for fewer instances at a time.")));
    }

    /** What becomes of changes when their answers are left out: readers must not repeat them. */
    private static String carriedOut(Outcome outcome) {
        List<RawJson> responses = outcome.responses().orElse(List.of());
        long failed = responses.stream().filter(JolokiaResponse::isProblem).count();
        return "what it was asked to change was carried out, and only the answers are left out"
                + (failed == 0
                        ? "."
                        : ", save for " + failed + " of the " + responses.size()
                                + " requests, which were not sent or got no answer.")
                + " Read what you need before you change it again.";
    }

    private static long size(Outcome outcome) {
        return outcome.responses().orElse(List.of()).stream()
                .mapToLong(RawJson::length)
                .sum();
    }
}
