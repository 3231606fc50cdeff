package io.farspan.home.reach;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

import io.farspan.home.work.LargeWork;
import io.farspan.protocol.probe.AnswerOutline;
import io.farspan.protocol.probe.BriefAnswer;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Asks functions the same again by the tag of their last answer, and completes what they answer briefly. Every function
 * can be asked: one that gave no tag, or has forgotten it, is asked in full. Thread-safe.
 */
final class RepeatedProbes {

    /** The memory for outlines; those that were not used for longest give way. */
    private static final long MOST_BYTES = 16 << 20;

    private static final long KEY_BYTES = 1_500;

    private final ResponseReader responses;
    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Key(String location, ProbeCall question) {}

    /** A function's last full answer. */
    private record Known(String tag, AnswerOutline outline) {

        long bytes() {
            return KEY_BYTES + outline.bytes();
        }
    }

    RepeatedProbes(ResponseReader responses) {
        this.responses = responses;
    }

    /** The answer to {@code call}, which {@code send} sends, in this form or a shorter one. */
    Uni<ProbeAnswer> ask(Route route, ProbeCall call, Function<ProbeCall, Uni<ReceivedResponse>> send) {
        if (!call.brief()) {
            return send.apply(call).chain(response -> whole(route, response));
        }
        Key key = new Key(route.location(), call.question());
        return find(key)
                .map(last -> again(route, key, call, last, send))
                .orElseGet(() -> inFull(route, key, call, send));
    }

    private Uni<ProbeAnswer> inFull(
            Route route, Key key, ProbeCall call, Function<ProbeCall, Uni<ReceivedResponse>> send) {
        return send.apply(call).chain(response -> whole(route, response)).invoke(answer -> remember(key, answer));
    }

    private Uni<ProbeAnswer> again(
            Route route, Key key, ProbeCall call, Known last, Function<ProbeCall, Uni<ReceivedResponse>> send) {
        return send.apply(call.again(last.tag))
                .chain(response -> LargeWork.of(response.work(), () -> completed(route, key, last, response)))
                .onFailure(RepeatedProbes::isRefused)
                .recoverWithUni(() -> {
                    forget(key);
                    return inFull(route, key, call, send);
                });
    }

    /** Whether the function does not know the tag, which an earlier release says in the same way. */
    private static boolean isRefused(Throwable failure) {
        return failure instanceof FunctionFailure known && known.problem().code() == ProblemCode.MALFORMED_REQUEST;
    }

    private ProbeAnswer completed(Route route, Key key, Known last, ReceivedResponse response) {
        BriefAnswer brief = responses.parse(route, response, BriefAnswer.class);
        if (brief.numbers().isEmpty()) {
            ProbeAnswer answer = responses.parse(route, response, ProbeAnswer.class);
            remember(key, answer);
            return answer;
        }
        try {
            return last.outline.with(brief.numbers().get());
        } catch (IllegalArgumentException e) {
            forget(key);
            throw ResponseReader.invalid(route, "its brief answer does not fit the one before: " + e.getMessage());
        }
    }

    private Uni<ProbeAnswer> whole(Route route, ReceivedResponse response) {
        return LargeWork.of(response.work(), () -> responses.parse(route, response, ProbeAnswer.class));
    }

    private synchronized Optional<Known> find(Key key) {
        return Optional.ofNullable(known.get(key));
    }

    /** Remembers an answer that can be asked for again. A tag that is not this release's would be misread. */
    private void remember(Key key, ProbeAnswer answer) {
        if (answer.tag().isEmpty()) {
            return;
        }
        AnswerOutline.ifSmall(answer)
                .map(outline -> new Known(outline.tag(key.question), outline))
                .filter(answered -> answer.tag().equals(Optional.of(answered.tag)))
                .ifPresentOrElse(answered -> keep(key, answered), () -> forget(key));
    }

    private synchronized void keep(Key key, Known answered) {
        forget(key);
        known.put(key, answered);
        bytes += answered.bytes();
        Iterator<Known> oldest = known.values().iterator();
        while (bytes > MOST_BYTES && oldest.hasNext()) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    private synchronized void forget(Key key) {
        Optional.ofNullable(known.remove(key)).ifPresent(gone -> bytes -= gone.bytes());
    }
}
