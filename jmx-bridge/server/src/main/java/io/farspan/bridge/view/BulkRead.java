package io.farspan.bridge.view;

import java.time.Duration;
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

    private static final long UNSENT = Duration.ofHours(1).toNanos();

    private volatile long askedAt = System.nanoTime() + UNSENT;
    final CompletableFuture<BulkRead> landed = new CompletableFuture<>();
    final Map<ObjectName, Set<String>> asked = new LinkedHashMap<>();
    /** Responses by MBean; whole before {@link #landed} is. */
    final Map<ObjectName, JsonNode> responses = new HashMap<>();

    /** When it is sent; until then a time in the future, because its values will be fresh. */
    long askedAt() {
        return askedAt;
    }

    /** Notes that it is sent. */
    void send() {
        askedAt = System.nanoTime();
    }

    boolean isEmpty() {
        return asked.isEmpty();
    }

    /** A read that nobody has to wait for. */
    static BulkRead done() {
        BulkRead read = new BulkRead();
        read.landed.complete(read);
        return read;
    }

    /** Waits until it is there, or has failed. */
    void await() {
        landed.handle((read, failure) -> read).join();
    }

    void add(ObjectName name, String attribute) {
        asked.computeIfAbsent(name, bean -> new LinkedHashSet<>()).add(attribute);
    }
}
