package io.farspan.router.call;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.farspan.diagnosis.Verdicts;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

/** Verdicts that a test writes: every failure is the location's, and the agents named are silent. */
final class WrittenVerdicts implements Verdicts {

    final Set<InstanceId> silent = new HashSet<>();

    @Override
    public Problem judged(String application, InstanceId id, Problem problem) {
        return judged(application, id.location(), problem);
    }

    @Override
    public Problem judged(String application, String location, Problem problem) {
        return problem.because(new Verdict(
                VerdictKind.LOCATION_UNREACHABLE, new Component.Location(location), 1, Instant.EPOCH, List.of(), 1));
    }

    @Override
    public boolean isAgentSilent(String application, InstanceId id) {
        return silent.contains(id);
    }
}
