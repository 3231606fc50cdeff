package io.farspan.home.reach;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

/**
 * Reads responses of functions: the answer, or who refused and why, which is the function itself, its platform, or the
 * platform of the function that was to relay.
 *
 * @param largest the most bytes of an answer once it is expanded
 */
record ResponseReader(int largest) {

    /** The most bytes of a problem; one with a long detail has a few kilobytes. */
    static final int LARGEST_PROBLEM = 64 << 10;

    /** The most bytes of a list of plugins; a hundred with as many faults have less. */
    static final int LARGEST_LISTING = 256 << 10;

    private static final Pattern REASON = Pattern.compile("\"Reason\"\\s*:\\s*\"([A-Za-z]{1,60})\"");

    /** What a response other than 200 says. */
    FunctionFailure failure(Route route, ReceivedResponse response) {
        return own(route, response)
                .or(() -> response.refusal().flatMap(refusal -> refused(route, response, refusal)))
                .orElseGet(() -> invalid(
                        route,
                        "it answers HTTP " + response.status()
                                + " without a reason that can be read; check its platform's log"));
    }

    /** A problem that the function itself reports keeps its code. */
    private Optional<FunctionFailure> own(Route route, ReceivedResponse response) {
        try {
            Problem problem = Json.wire().readValue(expanded(route, response, LARGEST_PROBLEM), Problem.class);
            return Optional.of(new FunctionFailure(
                    Problem.of(problem.code(), route.named() + " reports: " + problem.detail())
                            .at(Stage.HTTP),
                    response.timeMillis()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The failure for a refusal by the platform of the called function, or of the one that was to relay the call. */
    private static Optional<FunctionFailure> refused(Route route, ReceivedResponse response, PlatformRefusal refusal) {
        boolean onward = route.onward().isPresent();
        if (onward && !response.relayed()) {
            return response.ran()
                    ? Optional.empty()
                    : Optional.of(FunctionFailure.refused(
                            Problem.of(
                                            ProblemCode.RELAY_FAILED,
                                            route.named() + " was not reached: the platform of "
                                                    + route.first().location() + " answers " + response.status()
                                                    + " instead. Raise the concurrency of that function.")
                                    .at(Stage.HTTP),
                            refusal));
        }
        if (!onward && response.ran()) {
            return Optional.empty();
        }
        return Optional.of(FunctionFailure.refused(
                Problem.of(
                                ProblemCode.FUNCTION_THROTTLED,
                                route.named() + " answers " + response.status() + reason(response)
                                        + ": its platform throttles it"
                                        + (refusal.certain() ? " and did not run the call" : "")
                                        + ". Raise its concurrency or call it less often.")
                        .at(Stage.HTTP),
                refusal));
    }

    /** The reason that AWS gives, which distinguishes the account's limit from the function's own. */
    private static String reason(ReceivedResponse response) {
        Matcher reason = REASON.matcher(
                response.body().getString(0, Math.min(response.body().length(), 1_000)));
        return reason.find() ? " (" + reason.group(1) + ")" : "";
    }

    /** The answer in a response. */
    <T> T parse(Route route, ReceivedResponse response, Class<T> type) {
        return parse(route, response, type, largest);
    }

    /** The answer in a response that has no more than {@code most} bytes once it is expanded. */
    <T> T parse(Route route, ReceivedResponse response, Class<T> type, int most) {
        try {
            T answer = Json.wire().readValue(expanded(route, response, most), type);
            if (answer == null) {
                throw invalid(route, "its answer is null");
            }
            return answer;
        } catch (IOException e) {
            throw invalid(route, "its answer cannot be read: " + Json.explain(e));
        }
    }

    private static byte[] expanded(Route route, ReceivedResponse response, int most) {
        if (response.body().length() > most) {
            throw invalid(route, "its body is larger than " + most + " bytes");
        }
        try {
            return response.gzip()
                    ? Gzip.expand(response.body().getBytes(), most)
                    : response.body().getBytes();
        } catch (FarspanException e) {
            throw invalid(route, "its body cannot be expanded: " + e.problem().detail());
        }
    }

    static FunctionFailure invalid(Route route, String why) {
        return new FunctionFailure(
                Problem.of(ProblemCode.FUNCTION_ANSWER_INVALID, route.named() + " answers, but " + why + ".")
                        .at(Stage.HTTP));
    }
}
