package io.farspan.router.plugin;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.function.PluginDescription;
import io.farspan.protocol.function.PluginListing;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.testkit.InMemoryLocationMap;
import io.farspan.router.call.Scope;
import io.farspan.router.fanout.Relays;
import io.farspan.router.fanout.WrittenFunctions;

import static org.assertj.core.api.Assertions.assertThat;

/** The plugins of {@code aws1}, for whose function that of {@code az1} may stand in. Each has a plugin of its own name. */
class PluginDirectoryTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Relays relays = new Relays();
    private int asked;
    private final PluginDirectory directory = new PluginDirectory(
            new WrittenFunctions((route, call) -> Uni.createFrom().nothing())
                    .fanOut(new MapView(new InMemoryLocationMap(), Clock.systemUTC()), relays),
            (route, application, epoch, timeout, trace) -> {
                asked++;
                return Uni.createFrom().item(listing(route.location()));
            });

    @Test
    void whatAFunctionHasIsRemembered() {
        assertThat(names(list())).containsExactly("of-aws1");
        assertThat(list().relayed()).isEmpty();

        assertThat(asked).isEqualTo(1);
    }

    @Test
    void aStandInsPluginsAreMarkedAndNotRemembered() {
        // given
        relays.advised = new RouteAdvisor.RouteChoice(RouteAdvisor.RouteKind.STAND_IN, "az1");

        // when
        InstalledAnswer.OfLocation stoodIn = list();

        // then
        assertThat(names(stoodIn)).containsExactly("of-az1");
        assertThat(stoodIn.relayed()).contains("az1");
        relays.advised = RouteAdvisor.DIRECT;
        assertThat(names(list())).containsExactly("of-aws1");
    }

    private InstalledAnswer.OfLocation list() {
        Scope scope = new Scope(
                "shop",
                new MapView.Known<>(
                        MapHead.first("shop", "aws1", List.of()),
                        1,
                        Clock.systemUTC().instant(),
                        false),
                InstanceSelector.ALL,
                Map.of("aws1", endpoint("aws1"), "az1", endpoint("az1")),
                Map.of());
        return directory
                .of(scope, List.of("aws1"), LIMIT, TraceContext.continueFrom(Optional.empty()))
                .await()
                .atMost(LIMIT)
                .get(0);
    }

    private static List<String> names(InstalledAnswer.OfLocation location) {
        return location.plugins().stream().map(PluginDescription::name).toList();
    }

    private static PluginListing listing(String location) {
        return new PluginListing(
                location, List.of(new PluginDescription("of-" + location, "1.0", Role.VIEWER, false)), List.of());
    }

    private static FunctionEndpoint endpoint(String location) {
        return new FunctionEndpoint(location, location + ".test", Optional.empty(), 443, "", "server", true, 1);
    }
}
