package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

import static org.assertj.core.api.Assertions.assertThat;

class StableVerdictsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final List<VerdictChange> changes = new ArrayList<>();
    private final StableVerdicts stable = new StableVerdicts("shop", Clock.fixed(NOW, ZoneOffset.UTC), changes::add);

    @Test
    void aLinkBetweenTwoUnclearLocationsIsJudgedOnce() {
        // given
        Verdict link = verdict(VerdictKind.LINK_DOWN, Component.link("dc1", "aws1"));
        stable.take(List.of(link));
        List<Verdict> unclear = List.of(
                verdict(VerdictKind.UNDETERMINED, new Component.Location("dc1")),
                verdict(VerdictKind.UNDETERMINED, new Component.Location("aws1")));

        // when
        for (int step = 0; step < 10; step++) {
            stable.take(unclear);
        }

        // then
        assertThat(stable.verdicts()).containsExactly(link);
        assertThat(changes).hasSize(1);
    }

    @Test
    void whatIsInferredAfreshReplacesWhatOnlyStands() {
        // given
        stable.take(List.of(verdict(VerdictKind.LINK_DOWN, Component.link("dc1", "aws1"))));
        Verdict newer = new Verdict(
                VerdictKind.LINK_DOWN, Component.link("dc1", "aws1"), 0.5, NOW, List.of("newer evidence"), 1);

        // when
        stable.take(List.of(verdict(VerdictKind.UNDETERMINED, new Component.Location("aws1")), newer));

        // then
        assertThat(stable.verdicts()).containsExactly(newer);
    }

    private static Verdict verdict(VerdictKind kind, Component component) {
        return new Verdict(kind, component, 0.9, NOW, List.of("evidence"), 0);
    }
}
