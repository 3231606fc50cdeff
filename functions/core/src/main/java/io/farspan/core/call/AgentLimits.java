package io.farspan.core.call;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The most that is asked of an agent, regardless of the caller. The defaults admit everything that ordinary tools ask.
 *
 * @param maxObjects {@code farspan.agent.max-objects}: objects of one answer, all levels together
 * @param maxListObjects {@code farspan.agent.max-list-objects}: the same for {@code list}, which has one per member of an MBean
 * @param maxCollectionSize {@code farspan.agent.max-collection-size}: entries of one collection, map or array
 * @param maxDepth {@code farspan.agent.max-depth}: how deep an answer is nested
 * @param slice {@code farspan.agent.slice-ms}: how long one HTTP request should keep an agent busy
 * @param window {@code farspan.agent.budget-window-ms}: the time that a budget is for
 * @param time {@code farspan.agent.budget-ms}: how long one caller's heavy requests may keep one agent busy within the window
 * @param bytes {@code farspan.agent.budget-bytes}: how much one agent may answer one caller within the window
 */
public record AgentLimits(
        int maxObjects,
        int maxListObjects,
        int maxCollectionSize,
        int maxDepth,
        Duration slice,
        Duration window,
        Duration time,
        long bytes) {

    /** The defaults, which suit stock agents. */
    public static final AgentLimits USUAL = new AgentLimits(
            250_000,
            5_000_000,
            250_000,
            15,
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            256L << 20);

    public AgentLimits {
        if (maxObjects < 1 || maxListObjects < 1 || maxCollectionSize < 1 || maxDepth < 2) {
            throw new IllegalArgumentException("The limits farspan.agent.max-objects, max-list-objects and"
                    + " max-collection-size must be at least 1, max-depth at least 2; an agent takes 0 for no limit");
        }
    }

    /** From {@code farspan.agent.*} settings. */
    public static AgentLimits read(Function<String, Optional<String>> settings) {
        return new AgentLimits(
                number(settings, "farspan.agent.max-objects", USUAL.maxObjects),
                number(settings, "farspan.agent.max-list-objects", USUAL.maxListObjects),
                number(settings, "farspan.agent.max-collection-size", USUAL.maxCollectionSize),
                number(settings, "farspan.agent.max-depth", USUAL.maxDepth),
                millis(settings, "farspan.agent.slice-ms", USUAL.slice),
                millis(settings, "farspan.agent.budget-window-ms", USUAL.window),
                millis(settings, "farspan.agent.budget-ms", USUAL.time),
                settings.apply("farspan.agent.budget-bytes")
                        .map(Long::parseLong)
                        .orElse(USUAL.bytes));
    }

    private static int number(Function<String, Optional<String>> settings, String key, int usual) {
        return settings.apply(key).map(Integer::parseInt).orElse(usual);
    }

    private static Duration millis(Function<String, Optional<String>> settings, String key, Duration usual) {
        return settings.apply(key)
                .map(text -> Duration.ofMillis(Long.parseLong(text)))
                .orElse(usual);
    }

    /** The limits as processing parameters for all items of a POST; an item's own lower ones override them. */
    String query(boolean list) {
        return "?maxDepth=" + maxDepth + "&maxCollectionSize=" + maxCollectionSize + "&maxObjects="
                + (list ? maxListObjects : maxObjects);
    }
}
