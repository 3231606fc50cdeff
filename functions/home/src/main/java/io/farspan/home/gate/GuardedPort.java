package io.farspan.home.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;

/**
 * The instances as one person may use them. Requests are sent in canonical form only. One that the policy refuses is
 * not sent and gets an error of its own, one that changes something is recorded first, and answers are masked.
 */
public final class GuardedPort implements ManagementPort {

    private static final Problem MISMATCH = Problem.of(
            ProblemCode.FUNCTION_ANSWER_INVALID,
            "The answer does not have one response per request, so secrets in it cannot be recognised and it was discarded."
                    + " Check that the function's release matches home's.");

    private final OutgoingCalls calls;
    private final CallPolicy policy;
    private final Audit audit;
    private final CallerShares shares;
    private final Person person;
    private final boolean maskedForAll;

    GuardedPort(OutgoingCalls calls, CallPolicy policy, Audit audit, CallerShares shares, Person person) {
        this(calls, policy, audit, shares, person, false);
    }

    private GuardedPort(
            OutgoingCalls calls,
            CallPolicy policy,
            Audit audit,
            CallerShares shares,
            Person person,
            boolean maskedForAll) {
        this.calls = calls;
        this.policy = policy;
        this.audit = audit;
        this.shares = shares;
        this.person = person;
        this.maskedForAll = maskedForAll;
    }

    /** The same where answers are kept for others to read: secrets are masked, whatever this person may see. */
    GuardedPort maskedForAll() {
        return new GuardedPort(calls, policy, audit, shares, person, true);
    }

    /**
     * Demands that this person may make all of these requests. Nothing is sent.
     *
     * @throws FarspanException the first refusal
     */
    public void require(String application, List<JolokiaRequest> requests) {
        judge(application, requests, true).values().stream().findFirst().ifPresent(refusal -> {
            throw refusal;
        });
    }

    @Override
    public Uni<Set<InstanceId>> instances(String application) {
        return calls.instances(application);
    }

    /** Makes the allowed requests of a call; each refused one gets its own error. Fails when none is allowed. */
    @Override
    public Uni<UnifiedAnswer> call(ManagementCall call) {
        return answer(call, TraceContext.continueFrom(Optional.empty()), false);
    }

    /** Makes a call if every request is allowed; otherwise refuses it as a whole, before anything is sent. */
    public Uni<UnifiedAnswer> call(ManagementCall call, TraceContext trace) {
        return answer(call, trace, true);
    }

    /** The same, streaming the outcomes. */
    public Multi<OutgoingCalls.Line> stream(ManagementCall call, TraceContext trace) {
        List<JolokiaRequest> requests = call.requests();
        if (PatternExpansion.isNeeded(requests)) {
            return call(call, trace).onItem().transformToMulti(answer -> Multi.createBy()
                    .concatenating()
                    .streams(
                            Multi.createFrom().iterable(answer.outcomes()).map(OutgoingCalls.Line.Arrived::new),
                            Multi.createFrom().item(new OutgoingCalls.Line.Summary(answer.outcomes(List.of())))));
        }
        return Uni.createFrom()
                .deferred(() -> {
                    Map<Integer, FarspanException> refused = judge(call.application(), requests, true);
                    List<JolokiaRequest> allowed = without(requests, refused);
                    return audit.record(person, call, allowed)
                            .replaceWith(() -> calls.stream(
                                    canonical(call, allowed), trace, view(call, requests, allowed, refused)));
                })
                .onItem()
                .transformToMulti(lines -> {
                    shares.enter(person.name());
                    return lines.onTermination().invoke(() -> shares.leave(person.name()));
                });
    }

    private Uni<UnifiedAnswer> answer(ManagementCall call, TraceContext trace, boolean whole) {
        return Uni.createFrom().deferred(() -> {
            List<JolokiaRequest> requests = call.requests();
            return PatternExpansion.isNeeded(requests)
                    ? within(() -> expanded(call, requests, trace, whole))
                    : within(() -> direct(call, requests, trace, whole));
        });
    }

    private Uni<UnifiedAnswer> direct(
            ManagementCall call, List<JolokiaRequest> requests, TraceContext trace, boolean whole) {
        Map<Integer, FarspanException> refused = judge(call.application(), requests, whole);
        return Uni.createFrom().deferred(() -> {
            List<JolokiaRequest> allowed = without(requests, refused);
            return audit.record(person, call, allowed)
                    .chain(() -> calls.call(canonical(call, allowed), trace, view(call, requests, allowed, refused)));
        });
    }

    /** Searches for the names that each pattern matches, and, if all of them are allowed, acts on exactly these. */
    private Uni<UnifiedAnswer> expanded(
            ManagementCall call, List<JolokiaRequest> requests, TraceContext trace, boolean whole) {
        long started = System.nanoTime();
        PatternExpansion expansion = new PatternExpansion(requests);
        ManagementCall search = new ManagementCall(
                        call.application(), call.select(), expansion.searches(), List.of(), call.deadline())
                .by(person.name());
        return calls.call(search, trace, UnaryOperator.identity()).chain(found -> {
            found.outcomes().forEach(expansion::take);
            Map<Integer, FarspanException> refused = judge(call.application(), requests, whole, expansion);
            if (!refused.isEmpty()) {
                // The remaining requests are sent as if the refused ones had not been there.
                List<JolokiaRequest> rest = without(requests, refused);
                return answer(canonical(call, rest), trace, false)
                        .map(answer -> answer.outcomes(answer.outcomes().stream()
                                .map(outcome -> complete(outcome, requests, refused))
                                .toList()));
            }
            expansion.tooManyTogether().ifPresent(problem -> {
                throw new FarspanException(problem.code(), problem.detail());
            });
            return audit.record(person, call, expansion.carriedOut())
                    .chain(() -> calls.all(
                            call.by(person.name()),
                            expansion.calls(),
                            trace,
                            outcome -> mask(call, requests).apply(expansion.combine(outcome)),
                            expansion.known(),
                            found,
                            started));
        });
    }

    private Uni<UnifiedAnswer> within(Supplier<Uni<UnifiedAnswer>> work) {
        shares.enter(person.name());
        return Uni.createFrom().deferred(work::get).onTermination().invoke(() -> shares.leave(person.name()));
    }

    private ManagementCall canonical(ManagementCall call, List<JolokiaRequest> requests) {
        return call.requests(requests).by(person.name());
    }

    private Map<Integer, FarspanException> judge(String application, List<JolokiaRequest> requests, boolean whole) {
        return judge(
                requests, whole, (index, which) -> policy.refusal(application, requests.get(index), which, person));
    }

    private Map<Integer, FarspanException> judge(
            String application, List<JolokiaRequest> requests, boolean whole, PatternExpansion expansion) {
        return judge(requests, whole, (index, which) -> {
            JolokiaRequest request = requests.get(index);
            if (!request.acts() || !request.isPattern()) {
                return policy.refusal(application, request, which, person);
            }
            return expansion
                    .tooMany(index)
                    .map(problem -> new FarspanException(problem.code(), problem.detail()))
                    .or(() -> expansion.names(index).stream()
                            .map(name -> policy.refusal(application, request.withName(name), which, person))
                            .flatMap(Optional::stream)
                            .findFirst());
        });
    }

    /** The allowed requests; fails with the first refusal when there are none. */
    private static List<JolokiaRequest> without(List<JolokiaRequest> requests, Map<Integer, FarspanException> refused) {
        if (refused.size() == requests.size()) {
            throw refused.values().iterator().next();
        }
        List<JolokiaRequest> allowed = new ArrayList<>();
        for (int index = 0; index < requests.size(); index++) {
            if (!refused.containsKey(index)) {
                allowed.add(requests.get(index));
            }
        }
        return allowed;
    }

    /** An outcome as this person may see it, with an error in place of each refused request. */
    private UnaryOperator<Outcome> view(
            ManagementCall call,
            List<JolokiaRequest> requests,
            List<JolokiaRequest> allowed,
            Map<Integer, FarspanException> refused) {
        UnaryOperator<Outcome> mask = mask(call, allowed);
        return refused.isEmpty() ? mask : outcome -> complete(mask.apply(outcome), requests, refused);
    }

    private interface Judge {
        Optional<FarspanException> refusal(int index, String which);
    }

    private static Map<Integer, FarspanException> judge(List<JolokiaRequest> requests, boolean whole, Judge judge) {
        Map<Integer, FarspanException> refused = new TreeMap<>();
        for (int index = 0; index < requests.size(); index++) {
            int position = index;
            String which = requests.size() == 1 && !whole ? "the request" : "requests[" + index + "]";
            judge.refusal(index, which).ifPresent(failure -> {
                if (whole && failure.code() != ProblemCode.MALFORMED_REQUEST) {
                    throw failure; // a malformed request gets its own error, as it cannot be carried out at all
                }
                refused.put(position, failure);
            });
        }
        return refused;
    }

    /** Masks secrets for everyone but admins and those with a grant to read them. */
    private UnaryOperator<Outcome> mask(ManagementCall call, List<JolokiaRequest> requests) {
        Function<JolokiaRequest, Boolean> open = request -> !maskedForAll
                && (request.isPattern() || request.attributes().isEmpty()
                        ? person.hasRole().test(Roles.ADMIN)
                        : request.attributes().stream()
                                .allMatch(attribute -> policy.mayRead(
                                        call.application(),
                                        new Access(
                                                Right.READ,
                                                Optional.empty(),
                                                request.name().orElseThrow(),
                                                attribute),
                                        person)));
        List<Boolean> unmasked = requests.stream()
                .map(request -> request.name().isEmpty() || open.apply(request))
                .toList();
        if (!unmasked.contains(false)) {
            return UnaryOperator.identity();
        }
        return outcome -> outcome.responses()
                .map(responses -> {
                    if (responses.size() != requests.size()) {
                        return Outcome.failed(outcome.instance(), outcome.tookMs(), MISMATCH);
                    }
                    List<RawJson> masked = new ArrayList<>(responses.size());
                    for (int index = 0; index < responses.size(); index++) {
                        masked.add(
                                unmasked.get(index)
                                        ? responses.get(index)
                                        : SecretMask.mask(requests.get(index), responses.get(index)));
                    }
                    return Outcome.answered(outcome.instance(), outcome.tookMs(), masked);
                })
                .orElse(outcome);
    }

    private static Outcome complete(
            Outcome outcome, List<JolokiaRequest> requests, Map<Integer, FarspanException> refused) {
        if (outcome.responses().isEmpty()) {
            return outcome;
        }
        List<RawJson> all = new ArrayList<>(outcome.responses().get());
        refused.forEach((index, failure) -> all.add(
                index,
                JolokiaResponse.raw(JolokiaResponse.problem(requests.get(index).tree(), failure.problem()))));
        return Outcome.answered(outcome.instance(), outcome.tookMs(), all);
    }

    /** Equal for the same person with the same roles, so that a change of roles makes a new port. */
    @Override
    public boolean equals(Object other) {
        return other instanceof GuardedPort it
                && it.calls.equals(calls)
                && it.maskedForAll == maskedForAll
                && it.person.name().equals(person.name())
                && it.roles().equals(roles());
    }

    @Override
    public int hashCode() {
        return person.name().hashCode();
    }

    private List<String> roles() {
        return Stream.of(Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN)
                .filter(person.hasRole())
                .toList();
    }
}
