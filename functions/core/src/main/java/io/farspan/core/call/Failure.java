package io.farspan.core.call;

import io.farspan.protocol.problem.Problem;

/**
 * Why a request has no response.
 *
 * @param problem the reason
 * @param agent whether it is the agent that gave none, rather than that it was not asked
 */
record Failure(Problem problem, boolean agent) {}
