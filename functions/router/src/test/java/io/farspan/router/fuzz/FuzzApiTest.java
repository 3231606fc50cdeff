package io.farspan.router.fuzz;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.TrafficTarget;
import io.farspan.router.fixture.RouterDatabase;
import io.farspan.router.fixture.RouterFixture;

import static io.farspan.router.fixture.RouterRequests.READ;
import static io.farspan.router.fixture.RouterRequests.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertAll;

/**
 * Fuzzing of the router and of the functions' answers: no request fails inside the router, none goes unanswered, and
 * nothing leaks. {@code -Dfarspan.fuzz=10} tries ten times as many inputs, as CI does, {@code -Dfarspan.fuzz.seed=7}
 * others, {@code -Dfarspan.fuzz.only=123} repeats one.
 */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = RouterDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(FuzzApiTest.OfItsOwn.class)
class FuzzApiTest {

    private static final long SEED = Long.getLong("farspan.fuzz.seed", 1L);
    private static final int ITERATIONS = 1_500 * Integer.getInteger("farspan.fuzz", 1);
    private static final int MORE_THREADS = 10;
    private static final long MORE_BYTES = 48L << 20;

    /** A router of its own, with a database. */
    public static class OfItsOwn implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("farspan.failover.verify", "1s");
        }
    }

    @TestHTTPResource("/")
    URL router;

    private HostileFunction aws;
    private HostileFunction azure;

    @BeforeEach
    void start() throws InterruptedException {
        aws = new HostileFunction(SEED, "aws1", "i-1");
        azure = new HostileFunction(SEED + 1, "az1", "i-2");
        try (LocationMap map = RouterFixture.map()) {
            for (String application : List.of("fuzz", "moved")) {
                map.commit(new MapChange(
                                Optional.empty(),
                                MapHead.first(application, "dc1", List.of("aws1")),
                                List.of(
                                        function("aws1", aws),
                                        function("az1", azure),
                                        new MapChange.PutTraffic(List.of(
                                                new TrafficTarget("aws1", "lb.aws1." + RouterFixture.ZONE, 443, 50),
                                                new TrafficTarget("az1", "lb.az1." + RouterFixture.ZONE, 443, 50))),
                                        instance("aws1/i-1"),
                                        instance("az1/i-2"))))
                        .await()
                        .atMost(Duration.ofSeconds(5));
            }
        }
    }

    @AfterEach
    void stop() {
        aws.close();
        azure.close();
    }

    @Test
    void noRequestAndNoAnswerBreaksTheRouter() throws InterruptedException {
        // given
        Fuzzing fuzzing = new Fuzzing(new InetSocketAddress(router.getHost(), router.getPort()), SEED);
        Optional<Long> only = Optional.ofNullable(Long.getLong("farspan.fuzz.only"));
        if (only.isPresent()) {
            assertThat(fuzzing.run(only.get(), only.get() + 1)).isEmpty();
            return;
        }

        // when
        Fuzzing.Result result = fuzzing.runAll(ITERATIONS);

        // then
        assertAll(
                () -> assertThat(result.findings()).isEmpty(),
                () -> assertThat(result.moreThreads()).as(result.threads()).isLessThanOrEqualTo(MORE_THREADS),
                () -> assertThat(result.moreHeapBytes()).isLessThan(MORE_BYTES),
                FuzzApiTest::aValidCallIsAnswered);
    }

    private static void aValidCallIsAnswered() {
        RouterFixture.reset();
        call("{\"requests\":[" + READ + "],\"unify\":[\"sum\"]}")
                .statusCode(200)
                .body("partial", equalTo(false))
                .body("unified[0].sum.used", equalTo(42));
    }

    private static MapChange.Edit function(String location, HostileFunction function) {
        return new MapChange.PutFunction(new FunctionEndpoint(
                location,
                "fn." + location + "." + RouterFixture.ZONE,
                Optional.of(InetAddress.getLoopbackAddress()),
                function.port(),
                "",
                "server",
                false,
                1));
    }

    private static MapChange.Edit instance(String id) {
        return new MapChange.PutInstance(new InstanceEntry(
                InstanceId.parse(id), "127.0.0.1", 8778, InstanceEntry.State.UP, Map.of("tier", "web")));
    }
}
