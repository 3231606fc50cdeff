package io.farspan.bridge.view;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;

/** Attributes of some MBeans that are read with one call, from before it is sent until its answer is there. */
final class BulkRead {

    final long askedAt = System.nanoTime();
    final CompletableFuture<BulkRead> landed = new CompletableFuture<>();
    final Map<ObjectName, Set<String>> asked = new LinkedHashMap<>();
    /** Responses by MBean; whole before {@link #landed} is. */
    final Map<ObjectName, JsonNode> responses = new HashMap<>();

    void add(ObjectName name, String attribute) {
        asked.computeIfAbsent(name, bean -> new LinkedHashSet<>()).add(attribute);
    }
}
