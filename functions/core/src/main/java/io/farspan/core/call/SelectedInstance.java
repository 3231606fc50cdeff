package io.farspan.core.call;

import java.util.Optional;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Problem;
import io.farspan.provider.map.InstanceEntry;

/**
 * An instance to ask, or why it is not asked.
 *
 * @param id its id
 * @param entry what the map has of it
 * @param problem why it is not asked
 */
public record SelectedInstance(InstanceId id, Optional<InstanceEntry> entry, Optional<Problem> problem) {}
