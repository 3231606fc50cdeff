package io.farspan.telemetry.collect;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.store.Backlog;

import static org.assertj.core.api.Assertions.assertThat;

class BacklogGaugesTest {

    private static final StreamName JUL = new StreamName("jul");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BacklogGauges gauges = new BacklogGauges(meters);

    @Test
    void aLocationThatDoesNotAnswerHasNoBacklogUntilItAnswersAgain() {
        // given
        List<Backlog> backlogs = List.of(new Backlog("aws1", JUL, 7), new Backlog("az1", JUL, 3));
        gauges.show("shop", backlogs, Map.of("aws1", true, "az1", true));

        // when
        gauges.show("shop", backlogs, Map.of("aws1", false, "az1", true));

        // then
        assertThat(values("farspan.telemetry.backlog")).isEqualTo(Map.of("shop az1", 3.0));
        assertThat(values("farspan.telemetry.location.up")).isEqualTo(Map.of("shop aws1", 0.0, "shop az1", 1.0));
        gauges.show("shop", backlogs, Map.of("aws1", true, "az1", true));
        assertThat(values("farspan.telemetry.backlog")).isEqualTo(Map.of("shop aws1", 7.0, "shop az1", 3.0));
    }

    @Test
    void nothingIsShownOfALocationThatIsGoneNorOfAnApplicationThatIsNotCounted() {
        // given
        gauges.show("shop", List.of(new Backlog("gone", JUL, 9)), Map.of("aws1", true));
        gauges.show("bank", List.of(new Backlog("aws1", JUL, 1)), Map.of("aws1", true));

        // when
        gauges.forget("bank");

        // then
        assertThat(values("farspan.telemetry.backlog")).isEmpty();
        assertThat(values("farspan.telemetry.location.up")).isEqualTo(Map.of("shop aws1", 1.0));
    }

    private Map<String, Double> values(String name) {
        Map<String, Double> values = new TreeMap<>();
        for (Gauge gauge : meters.find(name).gauges()) {
            values.put(gauge.getId().getTag("application") + " " + gauge.getId().getTag("location"), gauge.value());
        }
        return values;
    }
}
