package io.farspan.home.gate;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;

import static org.assertj.core.api.Assertions.assertThat;

class RecordedSelectionTest {

    @Test
    void ofThousandsOfInstancesTheFirstHundredAreToldAndHowManyThereWere() {
        // given
        Set<InstanceId> instances = IntStream.range(0, 10_000)
                .mapToObj(number -> InstanceId.parse("aws1/i-%05d".formatted(number)))
                .collect(Collectors.toSet());
        Map<String, String> labels =
                IntStream.range(0, 101).boxed().collect(Collectors.toMap("label-%03d"::formatted, number -> "x"));

        // when
        RecordedSelection recorded = RecordedSelection.of(new InstanceSelector(Set.of("aws1"), instances, labels));

        // then
        assertThat(recorded.shown().locations()).containsExactly("aws1");
        assertThat(recorded.shown().instances())
                .hasSize(100)
                .contains(InstanceId.parse("aws1/i-00000"), InstanceId.parse("aws1/i-00099"));
        assertThat(recorded.shown().labels()).hasSize(100).doesNotContainKey("label-100");
        assertThat(recorded.cut())
                .isEqualTo(Map.of(
                        "instances", "the first 100 of 10000 by name", "labels", "the first 100 of 101 by name"));
        assertThat(recorded.toString()).hasSizeLessThan(10_000).contains("the first 100 of 10000");
    }

    @Test
    void aUsualSelectionIsRecordedAsItIs() {
        for (InstanceSelector select : Set.of(
                InstanceSelector.ALL,
                InstanceSelector.PRIMARY,
                InstanceSelector.of(InstanceId.parse("aws1/i-1")),
                new InstanceSelector(Set.of("aws1"), Set.of(), Map.of("zone", "b")))) {
            assertThat(RecordedSelection.of(select)).isEqualTo(new RecordedSelection(select, Map.of()));
        }
    }
}
