package io.farspan.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

/**
 * Which clocks are wrong.
 *
 * @param tolerance the difference beyond which one is
 */
record ClockComparison(Duration tolerance) {

    /** The verdict that home's own clock is wrong, because all others differ from it in the same direction. */
    Optional<Verdict> ofObserver(Facts facts) {
        List<LocationFacts> known = facts.locations().stream()
                .filter(location -> location.skewMs().isPresent())
                .toList();
        boolean own = known.size() > 2
                && known.stream()
                        .allMatch(location -> isSkewed(location.skewMs().get()))
                && known.stream()
                                .mapToLong(location ->
                                        Long.signum(location.skewMs().get()))
                                .distinct()
                                .count()
                        == 1;
        if (!own) {
            return Optional.empty();
        }
        return Optional.of(Inference.verdict(
                VerdictKind.CLOCK_SKEW,
                new Component.Location(facts.observer()),
                0.9,
                Instant.EPOCH,
                known.stream()
                        .map(location -> "the clock of " + location.location() + " is "
                                + seconds(location.skewMs().get()) + " from home's")
                        .toList(),
                known.size()));
    }

    /** The verdict that a location's clock is wrong. */
    Optional<Verdict> of(LocationFacts location) {
        String name = location.location();
        return location.skewMs()
                .filter(this::isSkewed)
                .map(skew -> Inference.verdict(
                        VerdictKind.CLOCK_SKEW,
                        new Component.Location(name),
                        0.95,
                        location.function().since(),
                        List.of("the clock of " + name + " is " + seconds(skew) + " from home's, at most "
                                + tolerance.toSeconds() + " s are tolerated"),
                        0));
    }

    private boolean isSkewed(long millis) {
        return Math.abs(millis) > tolerance.toMillis();
    }

    private static String seconds(long millis) {
        return "%+.1f s".formatted(millis / 1_000.0);
    }
}
