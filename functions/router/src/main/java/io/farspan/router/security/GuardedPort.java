package io.farspan.router.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;

/**
 * The port as one person may use it: what policy refuses is not sent and gets its own error, the other requests of the
 * call get their answers; what changes something is audited.
 */
public final class GuardedPort implements ManagementPort {

    private final ManagementPort port;
    private final CallPolicy policy;
    private final Audit audit;
    private final Person person;

    /** A port for {@code person}. */
    public GuardedPort(ManagementPort port, CallPolicy policy, Audit audit, Person person) {
        this.port = port;
        this.policy = policy;
        this.audit = audit;
        this.person = person;
    }

    @Override
    public Uni<UnifiedAnswer> call(ManagementCall call) {
        List<JolokiaRequest> requests =
                call.requests().stream().map(JolokiaRequest::of).toList();
        Map<Integer, FarspanException> refused = new TreeMap<>();
        List<JolokiaRequest> allowed = new ArrayList<>();
        for (int index = 0; index < requests.size(); index++) {
            int position = index;
            Optional<FarspanException> refusal = policy.refusal(requests.get(index), "the request", person.hasRole());
            refusal.ifPresentOrElse(
                    failure -> refused.put(position, failure), () -> allowed.add(requests.get(position)));
        }
        if (allowed.isEmpty()) {
            return Uni.createFrom().failure(refused.get(0));
        }
        Uni<Void> written = audit.record(person, call, allowed);
        if (refused.isEmpty()) {
            return written.chain(() -> port.call(call));
        }
        ManagementCall rest = new ManagementCall(
                call.application(),
                call.select(),
                allowed.stream().map(JolokiaRequest::raw).toList(),
                call.unify(),
                call.deadline());
        return written.chain(() -> port.call(rest))
                .map(answer -> answer.outcomes(answer.outcomes().stream()
                        .map(outcome -> complete(outcome, requests, refused))
                        .toList()));
    }

    @Override
    public Uni<Set<InstanceId>> instances(String application) {
        return port.instances(application);
    }

    /** Equal for the same person with the same roles, so that a change of roles is a change of ports. */
    @Override
    public boolean equals(Object other) {
        return other instanceof GuardedPort it
                && it.port.equals(port)
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

    private static Outcome complete(
            Outcome outcome, List<JolokiaRequest> requests, Map<Integer, FarspanException> refused) {
        if (outcome.responses().isEmpty()) {
            return outcome;
        }
        List<RawJson> all = new ArrayList<>(outcome.responses().get());
        refused.forEach((index, failure) -> all.add(
                index,
                JolokiaResponse.raw(
                        JolokiaResponse.problem(requests.get(index).raw().tree(), failure.problem()))));
        return Outcome.answered(outcome.instance(), outcome.tookMs(), all);
    }
}
