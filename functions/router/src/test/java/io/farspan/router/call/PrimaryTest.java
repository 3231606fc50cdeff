package io.farspan.router.call;

import java.time.Clock;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.TrafficTarget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which instance stands for the application {@code shop}. */
class PrimaryTest {

    private static final InstanceId AZURE_2 = new InstanceId("az1", "i-2");
    private static final InstanceId AZURE_3 = new InstanceId("az1", "i-3");

    private final WrittenVerdicts verdicts = new WrittenVerdicts();

    @Test
    void theFirstInstanceThatIsUpWhereMostTrafficGoesIsThePrimary() {
        // given
        LocationMap map = ShopMap.with(
                traffic(10, 90),
                ShopMap.instance(ShopMap.AWS_1, InstanceEntry.State.UP),
                ShopMap.instance(ShopMap.AZURE_1, InstanceEntry.State.DRAINING),
                ShopMap.instance(AZURE_3, InstanceEntry.State.UP),
                ShopMap.instance(AZURE_2, InstanceEntry.State.UP));

        // when, then
        assertThat(primary(map)).isEqualTo(AZURE_2);
    }

    @Test
    void homeComesFirstAmongEqualWeights() {
        // given
        LocationMap map = ShopMap.with(
                traffic(50, 50),
                ShopMap.instance(ShopMap.AZURE_1, InstanceEntry.State.UP),
                ShopMap.instance(ShopMap.AWS_1, InstanceEntry.State.UP));

        // when, then
        assertThat(primary(map)).isEqualTo(ShopMap.AWS_1);
    }

    @Test
    void aLocationWhereNoInstanceIsUpIsSkipped() {
        // given
        LocationMap map = ShopMap.with(
                traffic(10, 90),
                ShopMap.instance(ShopMap.AWS_1, InstanceEntry.State.UP),
                ShopMap.instance(ShopMap.AZURE_1, InstanceEntry.State.DOWN));

        // when, then
        assertThat(primary(map)).isEqualTo(ShopMap.AWS_1);
    }

    @Test
    void aSilentAgentIsPassedOver() {
        // given
        verdicts.silent.add(ShopMap.AZURE_1);

        // when, then
        assertThat(primary(allUp())).isEqualTo(AZURE_2);
    }

    @Test
    void aLocationWhoseAgentsAreAllSilentIsPassedOver() {
        // given
        verdicts.silent.addAll(Set.of(ShopMap.AZURE_1, AZURE_2));

        // when, then
        assertThat(primary(allUp())).isEqualTo(ShopMap.AWS_1);
    }

    @Test
    void theFirstInstanceIsThePrimaryWhenAllAgentsAreSilent() {
        // given
        verdicts.silent.addAll(Set.of(ShopMap.AZURE_1, AZURE_2, ShopMap.AWS_1));

        // when, then
        assertThat(primary(allUp())).isEqualTo(ShopMap.AZURE_1);
    }

    @Test
    void anApplicationWithoutAnInstanceThatIsUpHasNoPrimary() {
        // given
        LocationMap map = ShopMap.with(ShopMap.instance(ShopMap.AWS_1, InstanceEntry.State.DOWN));

        // when, then
        assertThatThrownBy(() -> primary(map))
                .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ProblemCode.INSTANCE_UNKNOWN));
    }

    private static LocationMap allUp() {
        return ShopMap.with(
                traffic(10, 90),
                ShopMap.instance(ShopMap.AWS_1, InstanceEntry.State.UP),
                ShopMap.instance(ShopMap.AZURE_1, InstanceEntry.State.UP),
                ShopMap.instance(AZURE_2, InstanceEntry.State.UP));
    }

    private static MapChange.Edit traffic(int aws, int azure) {
        return new MapChange.PutTraffic(List.of(
                new TrafficTarget("aws1", "aws1.test", 443, aws), new TrafficTarget("az1", "az1.test", 443, azure)));
    }

    private InstanceId primary(LocationMap map) {
        MapView view = new MapView(map, Clock.systemUTC());
        MapView.Known<MapHead> head = view.head("shop").await().atMost(ShopMap.LIMIT);
        Routes routes = map.routes("shop").await().atMost(ShopMap.LIMIT);
        return new Primary(view, verdicts).of("shop", head, routes).await().atMost(ShopMap.LIMIT);
    }
}
