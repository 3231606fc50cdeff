package io.farspan.diagnosis;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Problem;

/** What is known about the causes of failed calls. Safe for many threads; answers at once from what is known. */
public interface Verdicts {

    /** The problem with a verdict on its cause, which cites the failure itself when nothing else is known yet. */
    Problem judged(String application, InstanceId id, Problem problem);

    /** The same for a function whose instances are not known. */
    Problem judged(String application, String location, Problem problem);

    /** Whether an instance's agent is known not to answer, whether or not its users are served. */
    boolean isAgentSilent(String application, InstanceId id);
}
