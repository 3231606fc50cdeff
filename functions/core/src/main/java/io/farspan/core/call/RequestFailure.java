package io.farspan.core.call;

import io.farspan.protocol.problem.Problem;

/**
 * The reason why a request has no response.
 *
 * @param problem the reason
 * @param agent whether the agent gave no response; false when it was not asked
 */
record RequestFailure(Problem problem, boolean agent) {}
