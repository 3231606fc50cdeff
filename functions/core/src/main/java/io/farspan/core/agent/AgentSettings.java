package io.farspan.core.agent;

import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The settings for requests to the agents of a location.
 *
 * @param path where Jolokia is, starting and ending with a slash
 * @param authorization the {@code Authorization} header for agents that want one
 * @param concurrency how many agents are asked at the same time; more wait
 * @param maxAnswerBytes the largest answer of one agent
 * @param maxBytesInFlight how much of agents' answers is held in memory at a time; reading more waits until there is room
 * @param idle how long an unused connection is kept; below the 30 s after which the JDK's HTTP server closes it
 */
public record AgentSettings(
        String path,
        Optional<String> authorization,
        int concurrency,
        int maxAnswerBytes,
        long maxBytesInFlight,
        Duration idle) {

    /** Assembling an answer and writing ours each need as much again for a moment. */
    private static final int SHARE_OF_HEAP = 8;

    /** The defaults, which suit stock agents. */
    public static final AgentSettings USUAL =
            new AgentSettings("/jolokia/", Optional.empty(), 1_024, 8 << 20, Duration.ofSeconds(20));

    /** With the usual share of this process's heap for answers. */
    public AgentSettings(
            String path, Optional<String> authorization, int concurrency, int maxAnswerBytes, Duration idle) {
        this(
                path,
                authorization,
                concurrency,
                maxAnswerBytes,
                Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP,
                idle);
    }

    /** From {@code farspan.agent.*} settings. */
    public static AgentSettings read(Function<String, Optional<String>> settings) {
        Optional<String> user = settings.apply("farspan.agent.user");
        return new AgentSettings(
                settings.apply("farspan.agent.path").orElse(USUAL.path),
                user.map(name -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString((name + ":"
                                                + settings.apply("farspan.agent.password")
                                                        .orElse(""))
                                        .getBytes(UTF_8))),
                number(settings, "farspan.agent.concurrency", USUAL.concurrency),
                number(settings, "farspan.agent.max-answer-bytes", USUAL.maxAnswerBytes),
                settings.apply("farspan.agent.max-bytes-in-flight")
                        .map(Long::parseLong)
                        .orElse(USUAL.maxBytesInFlight),
                USUAL.idle);
    }

    private static int number(Function<String, Optional<String>> settings, String key, int usual) {
        return settings.apply(key).map(Integer::parseInt).orElse(usual);
    }

    @Override
    public String toString() {
        return "AgentSettings[" + path + ", authorization=" + (authorization.isPresent() ? "present" : "none") + "]";
    }
}
