package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

/**
 * The verdicts as reported. An undetermined one is reported only when it persists; until then the last clear verdict on
 * the same location stands.
 */
final class StableVerdicts {

    private static final Duration UNCLEAR_DELAY = Duration.ofSeconds(3);

    private final String application;
    private final Clock clock;
    private final Consumer<VerdictChange> changed;
    private final Map<Component, Instant> unclearSince = new HashMap<>();
    private volatile List<Verdict> verdicts = List.of();

    StableVerdicts(String application, Clock clock, Consumer<VerdictChange> changed) {
        this.application = application;
        this.clock = clock;
        this.changed = changed;
    }

    List<Verdict> verdicts() {
        return verdicts;
    }

    /** Whether a verdict blames the link between home and a location. */
    boolean blamesLink(String observer, String location) {
        return verdicts.stream()
                .anyMatch(verdict -> verdict.kind().cause() == VerdictKind.Cause.CONNECTION
                        && verdict.component().equals(Component.link(observer, location)));
    }

    /** Updates the verdicts with those just inferred; each judgement is there once, however many keep it standing. */
    void take(List<Verdict> found) {
        Instant now = clock.instant();
        Map<Judgement, Verdict> before = new LinkedHashMap<>();
        verdicts.forEach(verdict -> before.putIfAbsent(Judgement.of(verdict), verdict));
        Map<Judgement, Verdict> next = new LinkedHashMap<>();
        Map<Component, Instant> unclear = new HashMap<>();
        for (Verdict verdict : found) {
            if (verdict.kind() == VerdictKind.UNDETERMINED) {
                Instant since = unclearSince.getOrDefault(verdict.component(), now);
                unclear.put(verdict.component(), since);
                if (since.plus(UNCLEAR_DELAY).isAfter(now)) {
                    before.forEach((judgement, old) -> {
                        if (isWithin(old.component(), verdict.component())) {
                            next.putIfAbsent(judgement, old);
                        }
                    });
                    continue;
                }
            }
            Judgement judgement = Judgement.of(verdict);
            next.put(
                    judgement,
                    Optional.ofNullable(before.get(judgement))
                            .map(old -> old.since().isBefore(verdict.since())
                                            && old.since().isAfter(Instant.EPOCH)
                                    ? since(verdict, old.since())
                                    : verdict)
                            .map(same -> same.since().equals(Instant.EPOCH) ? since(same, now) : same)
                            .orElse(verdict.since().equals(Instant.EPOCH) ? since(verdict, now) : verdict));
        }
        unclearSince.clear();
        unclearSince.putAll(unclear);
        verdicts = List.copyOf(next.values());
        next.forEach((judgement, verdict) -> {
            if (!before.containsKey(judgement)) {
                changed.accept(new VerdictChange(application, now, Optional.empty(), Optional.of(verdict)));
            }
        });
        before.forEach((judgement, verdict) -> {
            if (!next.containsKey(judgement)) {
                changed.accept(new VerdictChange(application, now, Optional.of(verdict), Optional.empty()));
            }
        });
    }

    /** What makes two verdicts the same, whatever their evidence; see {@link Verdict#isSameAs}. */
    private record Judgement(VerdictKind kind, Component component) {
        static Judgement of(Verdict verdict) {
            return new Judgement(verdict.kind(), verdict.component());
        }
    }

    /** Whether one component belongs to another whose state is unclear. */
    private static boolean isWithin(Component one, Component unclear) {
        return one.equals(unclear) || (unclear instanceof Component.Location place && one.concerns(place.location()));
    }

    private static Verdict since(Verdict verdict, Instant since) {
        return new Verdict(
                verdict.kind(),
                verdict.component(),
                verdict.confidence(),
                since,
                verdict.evidence(),
                verdict.witnesses());
    }
}
