package io.farspan.bridge.view;

import java.util.function.Consumer;

import io.farspan.federation.LazyResponse;
import io.farspan.protocol.json.RawJson;

/** A request that goes with those that a view makes when a tool connects, and the handler of its response. */
public record AddedRequest(RawJson request, Consumer<LazyResponse> response) {}
