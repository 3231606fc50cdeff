package io.farspan.diagnosis;

import java.util.List;
import java.util.Optional;

import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

/** Verdicts on a link that carries calls, but loses some or is slower than it used to be. */
final class LinkVerdicts {

    /** The attempts of two bursts, so that a pause of a process has ended before the second. */
    private static final int ENOUGH_ATTEMPTS = 90;

    private static final int LEAST_LOST = 4;
    private static final double LEAST_LOSS = 0.02;
    private static final double LEAST_SLOWER_MS = 100;

    private LinkVerdicts() {}

    /** What the link from the observer is said to be, if it is up but not well. */
    static Optional<Verdict> of(Facts facts, LocationFacts location) {
        Component component = Component.link(facts.observer(), location.location());
        if (location.flaps() && location.host().ok()) {
            return Optional.of(Inference.verdict(
                    VerdictKind.LINK_LOSSY,
                    component,
                    0.85,
                    location.host().since(),
                    List.of("the link was down for a moment and came back within the last seconds"),
                    0));
        }
        if (location.direct().fails()
                && location.function().ok()
                && location.host().ok()) {
            return Optional.of(Inference.verdict(
                    VerdictKind.LINK_LOSSY,
                    component,
                    0.9,
                    location.direct().since(),
                    List.of(
                            location.direct()
                                    .evidence(facts.observer() + "→function " + location.location()
                                            + " (calls of 1,400 bytes)"),
                            "its host is reached by small packets, and it answers through another function:"
                                    + " large packets are lost, check the path MTU"),
                    0));
        }
        if (location.link().isEmpty() || !location.host().measured()) {
            return Optional.empty();
        }
        LinkQuality link = location.link().get();
        if (link.attempts() >= ENOUGH_ATTEMPTS && link.lost() >= LEAST_LOST && link.lowest() >= LEAST_LOSS) {
            return Optional.of(Inference.verdict(
                    VerdictKind.LINK_LOSSY,
                    component,
                    0.95,
                    location.host().since(),
                    List.of("%d of %d attempts were lost or came late, at least %.1f %% (95 %% confidence)"
                            .formatted(link.lost(), link.attempts(), 100 * link.lowest())),
                    0));
        }
        if (location.usualMs().isPresent()
                && link.attempts() >= 8
                && link.medianMs()
                        > location.usualMs().get()
                                + Math.max(LEAST_SLOWER_MS, location.usualMs().get())) {
            return Optional.of(Inference.verdict(
                    VerdictKind.LINK_SLOW,
                    component,
                    0.9,
                    location.host().since(),
                    List.of("reaching the function's host takes %.0f ms in the median of %d, it used to take %.1f ms"
                            .formatted(
                                    link.medianMs(),
                                    link.attempts(),
                                    location.usualMs().get())),
                    0));
        }
        return Optional.empty();
    }
}
