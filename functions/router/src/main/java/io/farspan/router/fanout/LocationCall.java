package io.farspan.router.fanout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.PlatformRefusal;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.async.TimerDelay;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;
import io.farspan.provider.map.FunctionEndpoint;

/**
 * One call to one location, with its retries and alternative routes. A call that cannot be delivered is relayed through
 * another function, or another function stands in. A call that the platform refused is sent again after a pause, and a
 * stand-in takes over when that does not help soon. A change is sent a second time only if the first attempt certainly
 * did not run.
 *
 * <p>Single use; its attempts run one after another.
 */
final class LocationCall<A> {

    /** The least remaining time that is worth another attempt. */
    static final Duration LEAST_TIME = Duration.ofMillis(50);

    /** Attempts at a refusing function before a stand-in is tried; one that is merely busy has recovered by then. */
    private static final int ATTEMPTS_BEFORE_STAND_IN = 3;

    private static final Set<Stage> UNDELIVERED = Set.of(Stage.DNS, Stage.TCP, Stage.TLS);

    private final Attempts<A> question;
    private final Retries retries;
    private final RouteAdvisor advice;
    private final Map<String, FunctionEndpoint> functions;
    private final RouteAdvisor.RouteChoice advised;
    private final String called;
    private final long started = System.nanoTime();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int attempts;
    private volatile boolean triedAlternatives;

    LocationCall(Attempts<A> question, Retries retries, RouteAdvisor advice, Map<String, FunctionEndpoint> functions) {
        this.question = question;
        this.retries = retries;
        this.advice = advice;
        this.functions = functions;
        this.advised = advice.advise(question.application(), question.location());
        this.called = advised.kind() == RouteAdvisor.RouteKind.DIRECT || !functions.containsKey(advised.via())
                ? question.location()
                : advised.via();
    }

    /** Makes the call. Fails only when the fence refuses the first attempt. */
    Uni<A> run() {
        retries.called(called);
        return attemptAdvised()
                .onFailure(failure -> failure instanceof FarspanException && calls.get() > 0)
                .recoverWithUni(failure -> question.failAll(((FarspanException) failure).problem(), 0))
                .map(answer -> question.after(answer, calls.get()));
    }

    private Uni<A> attemptAdvised() {
        attempts++;
        return attempt(advised)
                .onFailure(FunctionFailure.class)
                .recoverWithUni(failure -> failed((FunctionFailure) failure));
    }

    private Uni<A> attempt(RouteAdvisor.RouteChoice route) {
        return question.attempt(left(), route, calls::incrementAndGet);
    }

    /**
     * Retries or takes an alternative after the advised route failed. The last such failure is the one reported in the
     * end.
     */
    private Uni<A> failed(FunctionFailure failure) {
        Problem problem = failure.problem();
        Optional<PlatformRefusal> refusal = failure.refusal().filter(this::mayRetry);
        if (refusal.isPresent()) {
            return attempts == ATTEMPTS_BEFORE_STAND_IN && !triedAlternatives
                    ? tryAlternatives(alternatives(problem), true, () -> retry(problem, refusal.get()))
                    : retry(problem, refusal.get());
        }
        return mayTryAlternatives(failure) && !triedAlternatives
                ? tryAlternatives(alternatives(problem), false, () -> fail(problem))
                : fail(problem);
    }

    private Uni<A> retry(Problem problem, PlatformRefusal refusal) {
        Retries.Decision decision = retries.decide(called, attempts, refusal, left(), LEAST_TIME);
        if (decision instanceof Retries.Decision.Retry retry) {
            return Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(TimerDelay.of(retry.pause()))
                    .chain(this::attemptAdvised);
        }
        String why = ((Retries.Decision.GiveUp) decision).why();
        Supplier<Uni<A>> otherwise = () -> fail(problem.with(describeAttempts(problem, why)));
        return triedAlternatives ? otherwise.get() : tryAlternatives(alternatives(problem), true, otherwise);
    }

    /**
     * The alternative routes. A throttled function stays throttled whichever route leads to it, so only stand-ins help.
     */
    private List<RouteAdvisor.RouteChoice> alternatives(Problem problem) {
        triedAlternatives = true;
        return advice.alternatives(question.application(), question.location(), functions.keySet()).stream()
                .filter(route -> problem.code() != ProblemCode.FUNCTION_THROTTLED
                        || route.kind() == RouteAdvisor.RouteKind.STAND_IN)
                .toList();
    }

    private Uni<A> tryAlternatives(List<RouteAdvisor.RouteChoice> routes, boolean refused, Supplier<Uni<A>> otherwise) {
        if (routes.isEmpty() || left().compareTo(LEAST_TIME) < 0) {
            return otherwise.get();
        }
        RouteAdvisor.RouteChoice route = routes.get(0);
        List<RouteAdvisor.RouteChoice> others = routes.subList(1, routes.size());
        if (refused && !retries.take(route.via())) {
            return tryAlternatives(others, true, otherwise);
        }
        return attempt(route)
                .onItem()
                .transformToUni(answer -> question.isUseless(answer)
                        ? otherwise.get()
                        : Uni.createFrom().item(answer))
                .onFailure(FunctionFailure.class)
                .recoverWithUni(failed -> {
                    FunctionFailure failure = (FunctionFailure) failed;
                    if (mayTryAlternatives(failure)) {
                        return tryAlternatives(others, refused, otherwise);
                    }
                    // A change that may have run must not be reported as undelivered.
                    return question.changesState() ? fail(failure.problem()) : otherwise.get();
                });
    }

    private boolean mayRetry(PlatformRefusal refusal) {
        return refusal.certain() || !question.changesState();
    }

    /** Whether another route may be tried: always if the call was not delivered, else only if it changes nothing. */
    private boolean mayTryAlternatives(FunctionFailure failure) {
        Problem problem = failure.problem();
        boolean undelivered = failure.refusal().filter(PlatformRefusal::certain).isPresent()
                || (problem.code() == ProblemCode.FUNCTION_UNREACHABLE
                        && problem.stage().filter(UNDELIVERED::contains).isPresent());
        boolean unreached = problem.code() == ProblemCode.FUNCTION_UNREACHABLE
                || problem.code() == ProblemCode.FUNCTION_TIMEOUT
                || problem.code() == ProblemCode.FUNCTION_THROTTLED
                || problem.code() == ProblemCode.RELAY_FAILED;
        return undelivered || (unreached && !question.changesState());
    }

    private Uni<A> fail(Problem problem) {
        return question.failAll(problem, calls.get());
    }

    private String describeAttempts(Problem problem, String why) {
        return "%s Tried %s in %d ms, then gave up: %s."
                .formatted(
                        problem.detail(),
                        attempts == 1 ? "once" : attempts + " times",
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
