package io.farspan.failover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Uni;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.home.duty.Schedule;
import io.farspan.local.dns.DnsServer;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.TrafficTarget;
import io.farspan.provider.traffic.TrafficDirector;

import static org.assertj.core.api.Assertions.assertThat;

/** What a router does when its predecessor crashed between committing a move and updating the traffic service. */
class TrafficTest {

    private static final String ZONE = "map.farspan.test";
    private static final String KEY = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Service service = new Service();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final InstantSource clock = now::get;
    private DnsServer server;
    private LocationMap map;

    /** A traffic service that remembers the last shares set, and fails for the application {@code gone}. */
    private static final class Service implements TrafficDirector {

        private final Map<String, Map<String, Integer>> shares = new HashMap<>();
        private final List<String> directed = new CopyOnWriteArrayList<>();

        @Override
        public Uni<Void> direct(String application, List<TrafficTarget> targets) {
            directed.add(application);
            Map<String, Integer> weights = new HashMap<>();
            targets.forEach(target -> weights.put(target.location(), target.weight()));
            shares.put(application, weights);
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Map<String, Integer>> shares(String application) {
            return application.equals("gone")
                    ? Uni.createFrom()
                            .failure(new FarspanException(ProblemCode.TRAFFIC_UNREACHABLE, "The service is not there."))
                    : Uni.createFrom().item(shares.get(application));
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        server = DnsServer.start(
                ZONE, KEY, directory.resolve("journal"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        map = LocationMapProvider.createFrom(
                new MapConfig("dns", ZONE, List.of(server.address()), Duration.ofSeconds(1), Map.of("tsig", KEY)));
    }

    @AfterEach
    void stop() throws IOException {
        map.close();
        server.close();
    }

    @Test
    void aCommittedMoveThatWasNotCarriedOutIsCarriedOutOnce() {
        // given: a committed move whose router crashed
        commit("shop", Map.of("aws1", 0, "az1", 100));
        service.shares.put("shop", Map.of("aws1", 50, "az1", 50));
        Traffic traffic = traffic(true, "shop");

        // when
        traffic.align("shop");

        // then: it is carried out, once
        assertThat(service.shares.get("shop")).isEqualTo(Map.of("aws1", 0, "az1", 100));
        traffic.align("shop");
        assertThat(service.directed).containsExactly("shop");
    }

    @Test
    void roundingByTheServiceIsNotADifference() {
        commit("shop", Map.of("aws1", 33, "az1", 33, "dc1", 34));
        service.shares.put("shop", Map.of("aws1", 34, "az1", 34, "dc1", 32));

        traffic(true, "shop").align("shop");

        assertThat(service.directed).isEmpty();
    }

    @Test
    void anyTrafficWhereTheMapSaysZeroIsADifference() {
        commit("shop", Map.of("aws1", 0, "az1", 100));
        service.shares.put("shop", Map.of("aws1", 1, "az1", 99));

        traffic(true, "shop").align("shop");

        assertThat(service.shares.get("shop")).containsEntry("aws1", 0);
    }

    @Test
    void onlyHomeDirectsTraffic() {
        commit("shop", Map.of("aws1", 0, "az1", 100));
        service.shares.put("shop", Map.of("aws1", 50, "az1", 50));

        traffic(false, "shop").align("shop");
        traffic(false, "shop")
                .follow("shop", List.of(new TrafficTarget("az1", "lb.az1." + ZONE, 443, 100)))
                .await()
                .atMost(LIMIT);

        assertThat(service.directed).isEmpty();
    }

    @Test
    void aHomeThatLostItsLeaseMeanwhileDirectsNothing() {
        commit("shop", Map.of("aws1", 0, "az1", 100));
        service.shares.put("shop", Map.of("aws1", 50, "az1", 50));
        AtomicInteger asked = new AtomicInteger();

        new Traffic(Optional.of(service), List.of("shop"), view(), application -> asked.getAndIncrement() == 0)
                .align("shop");

        assertThat(service.directed).isEmpty();
    }

    @Test
    void aStaleMapIsNotCarriedOut() throws IOException {
        // given: a map that was read once and can no longer be reached
        commit("shop", Map.of("aws1", 0, "az1", 100));
        service.shares.put("shop", Map.of("aws1", 0, "az1", 100));
        Traffic traffic = traffic(true, "shop");
        traffic.align("shop");
        server.close();
        now.set(now.get().plus(MapView.HEAD_LIFE.multipliedBy(2)));

        // when
        service.shares.put("shop", Map.of("aws1", 50, "az1", 50));
        traffic.align("shop");

        // then
        assertThat(service.directed).isEmpty();
    }

    @Test
    void aFailureForOneApplicationDoesNotAffectAnother() {
        commit("gone", Map.of("aws1", 100));
        commit("shop", Map.of("aws1", 0, "az1", 100));
        service.shares.put("shop", Map.of("aws1", 50, "az1", 50));

        Traffic traffic = traffic(true, "gone", "unknown", "shop");
        traffic.begin(Schedule.every(Duration.ofMillis(10)));

        Awaitility.await().untilAsserted(() -> assertThat(service.directed).contains("shop"));
        traffic.close();
    }

    private Traffic traffic(boolean home, String... applications) {
        return new Traffic(Optional.of(service), List.of(applications), view(), application -> home);
    }

    private MapView view() {
        return new MapView(map, clock.withZone(ZoneOffset.UTC));
    }

    private void commit(String application, Map<String, Integer> weights) {
        List<TrafficTarget> targets = weights.entrySet().stream()
                .map(weight -> new TrafficTarget(
                        weight.getKey(), "lb." + weight.getKey() + "." + ZONE, 443, weight.getValue()))
                .toList();
        map.commit(new MapChange(
                        Optional.empty(),
                        MapHead.first(application, "dc1", List.of()),
                        List.of(new MapChange.PutTraffic(targets))))
                .await()
                .atMost(LIMIT);
    }
}
