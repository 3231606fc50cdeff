package io.farspan.router.fanout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.Advice;
import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.Refusal;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;

/**
 * The course of one question to one location. What cannot be delivered goes by way of another function, or another function
 * stands in. What a platform refused is sent again after a pause, and another function stands in when that does not
 * help soon. A change is sent a second time only if it is sure that it was not run the first time.
 *
 * <p>One thing happens after the other; made for one question.
 */
final class Asking {

    /** Neither a detour nor another try is worth less time. */
    static final Duration LEAST = Duration.ofMillis(50);

    /** A function that is merely busy is free again soon; after so many tries it is time for another one. */
    private static final int TRIES_BEFORE_STAND_IN = 3;

    private static final Set<Stage> UNDELIVERED = Set.of(Stage.DNS, Stage.TCP, Stage.TLS);

    private final FanOut fanOut;
    private final Retries retries;
    private final Advice advice;
    private final FanOut.Question question;
    private final Map<String, FunctionEndpoint> functions;
    private final TraceContext trace;
    private final Advice.Detour advised;
    private final String asked;
    private final long started = System.nanoTime();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int tries;
    private volatile boolean wentRound;

    Asking(
            FanOut fanOut,
            Retries retries,
            Advice advice,
            FanOut.Question question,
            Map<String, FunctionEndpoint> functions,
            TraceContext trace) {
        this.fanOut = fanOut;
        this.retries = retries;
        this.advice = advice;
        this.question = question;
        this.functions = functions;
        this.trace = trace;
        this.advised = advice.advise(question.application(), question.location());
        this.asked = advised.manner() == Advice.Manner.DIRECT || !functions.containsKey(advised.via())
                ? question.location()
                : advised.via();
    }

    /** Asks; never fails but for a fence that refuses the first try. */
    Uni<LocationAnswer> ask() {
        retries.called(asked);
        return asAdvised()
                .onFailure(failure -> failure instanceof FarspanException && calls.get() > 0)
                .recoverWithUni(failure -> fanOut.blame(question, ((FarspanException) failure).problem(), 0))
                .map(answer -> answer.after(calls.get()));
    }

    private Uni<LocationAnswer> asAdvised() {
        tries++;
        return attempt(advised)
                .onFailure(FunctionFailure.class)
                .recoverWithUni(failure -> failed((FunctionFailure) failure));
    }

    private Uni<LocationAnswer> attempt(Advice.Detour detour) {
        return fanOut.attempt(question.left(left()), detour, functions, trace, calls::incrementAndGet);
    }

    /** What comes after a failure of the way that was advised: it is the last one of these that is told in the end. */
    private Uni<LocationAnswer> failed(FunctionFailure failure) {
        Problem problem = failure.problem();
        Optional<Refusal> refusal = failure.refusal().filter(this::mayBeSentAgain);
        if (refusal.isPresent()) {
            return tries == TRIES_BEFORE_STAND_IN && !wentRound
                    ? round(detours(problem), true, () -> again(problem, refusal.get()))
                    : again(problem, refusal.get());
        }
        return mayGoRound(failure) && !wentRound
                ? round(detours(problem), false, () -> blame(problem))
                : blame(problem);
    }

    private Uni<LocationAnswer> again(Problem problem, Refusal refusal) {
        Retries.Decision decision = retries.decide(asked, tries, refusal, left(), LEAST);
        if (decision instanceof Retries.Decision.Again again) {
            return Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(again.pause())
                    .chain(this::asAdvised);
        }
        String why = ((Retries.Decision.Leave) decision).why();
        Supplier<Uni<LocationAnswer>> inVain = () -> blame(problem.with(tried(problem, why)));
        return wentRound ? inVain.get() : round(detours(problem), true, inVain);
    }

    /** Where else to ask. A function that is throttled is so whichever way it is asked. */
    private List<Advice.Detour> detours(Problem problem) {
        wentRound = true;
        return advice.detours(question.application(), question.location(), functions.keySet()).stream()
                .filter(detour ->
                        problem.code() != ProblemCode.FUNCTION_THROTTLED || detour.manner() == Advice.Manner.STAND_IN)
                .toList();
    }

    private Uni<LocationAnswer> round(
            List<Advice.Detour> detours, boolean refused, Supplier<Uni<LocationAnswer>> inVain) {
        if (detours.isEmpty() || left().compareTo(LEAST) < 0) {
            return inVain.get();
        }
        Advice.Detour detour = detours.get(0);
        List<Advice.Detour> others = detours.subList(1, detours.size());
        if (refused && !retries.take(detour.via())) {
            return round(others, true, inVain);
        }
        return attempt(detour)
                .onItem()
                .transformToUni(answer ->
                        showsNothing(answer) ? inVain.get() : Uni.createFrom().item(answer))
                .onFailure(FunctionFailure.class)
                .recoverWithUni(failed -> {
                    FunctionFailure failure = (FunctionFailure) failed;
                    if (mayGoRound(failure)) {
                        return round(others, refused, inVain);
                    }
                    // What may have changed something must not be told as if it had never arrived.
                    return question.changesState() ? blame(failure.problem()) : inVain.get();
                });
    }

    /** A stand-in that reaches no instance has shown nothing but that; unless it may have changed one. */
    private boolean showsNothing(LocationAnswer answer) {
        return answer.outcomes().stream()
                .allMatch(outcome -> outcome.problem().isPresent()
                        && !(question.changesState()
                                && outcome.problem().get().stage().equals(Optional.of(Stage.HTTP))));
    }

    private boolean mayBeSentAgain(Refusal refusal) {
        return refusal.certain() || !question.changesState();
    }

    /** What was never delivered may always be tried again, what may have been delivered only if it changes nothing. */
    private boolean mayGoRound(FunctionFailure failure) {
        Problem problem = failure.problem();
        boolean undelivered = failure.refusal().filter(Refusal::certain).isPresent()
                || (problem.code() == ProblemCode.FUNCTION_UNREACHABLE
                        && problem.stage().filter(UNDELIVERED::contains).isPresent());
        boolean unreached = problem.code() == ProblemCode.FUNCTION_UNREACHABLE
                || problem.code() == ProblemCode.FUNCTION_TIMEOUT
                || problem.code() == ProblemCode.FUNCTION_THROTTLED
                || problem.code() == ProblemCode.RELAY_FAILED;
        return undelivered || (unreached && !question.changesState());
    }

    private Uni<LocationAnswer> blame(Problem problem) {
        return fanOut.blame(question, problem, calls.get());
    }

    private String tried(Problem problem, String why) {
        return "%s Tried %s in %d ms; not again: %s."
                .formatted(
                        problem.detail(),
                        tries == 1 ? "once" : tries + " times",
                        elapsed().toMillis(),
                        why);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private Duration left() {
        return question.left().minus(elapsed());
    }
}
