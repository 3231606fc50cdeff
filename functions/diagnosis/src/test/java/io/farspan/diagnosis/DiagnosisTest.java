package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.farspan.home.reach.Functions;
import io.farspan.home.reach.Route;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.home.settings.Applications;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** Diagnosis of more applications than can be watched, over a map that is read and has nothing. */
class DiagnosisTest {

    private static final SmallRyeConfig SETTINGS = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(DiagnosisConfig.class)
            .withMapping(RouterConfig.class)
            .withDefaultValue("farspan.router.location", "dc1")
            .withDefaultValue("farspan.diagnosis.idle-period", "10ms")
            .withDefaultValue("farspan.diagnosis.period", "10ms")
            .build();

    private final Set<String> read = ConcurrentHashMap.newKeySet();
    private final LocationMap map = new EmptyMap();
    private Optional<Diagnosis> diagnosis = Optional.empty();

    @AfterEach
    void close() {
        diagnosis.ifPresent(Diagnosis::close);
    }

    @Test
    void noCallIsRefusedHoweverManyApplicationsThereAre() {
        // given
        Diagnosis many = diagnosis(List.of("shop"));

        // when
        for (String application : applications("other", 250)) {
            assertThat(many.advise(application, "aws1")).isEqualTo(RouteAdvisor.DIRECT);
            many.asking(application, "aws1", Optional.empty(), Duration.ofSeconds(1))
                    .accept(Optional.empty());
            many.began(application, "aws1");
            many.ended(application, "aws1");
        }

        // then
        assertThat(many.verdicts("other-0")).extracting(Verdict::kind).containsExactly(VerdictKind.UNDETERMINED);
    }

    @Test
    void whereManagedApplicationsTakeAllPlacesTheOthersAreAskedStraight() {
        // given
        Diagnosis full = diagnosis(applications("managed", 200));

        // when
        Problem judged = full.judged(
                "other", InstanceId.parse("aws1/i-1"), Problem.of(ProblemCode.FUNCTION_TIMEOUT, "It was late."));

        // then
        assertThat(full.advise("other", "aws1")).isEqualTo(RouteAdvisor.DIRECT);
        assertThat(full.seeHome("other").agrees()).isFalse();
        assertThat(judged.verdict()).map(Verdict::kind).contains(VerdictKind.UNDETERMINED);
        assertThat(full.report("other").verdicts().get(0).evidence())
                .singleElement()
                .asString()
                .contains("not watched", Applications.SETTING);
    }

    @Test
    void aForgottenApplicationIsNotLookedAtAnyMoreAndAManagedOneStillIs() {
        // given
        Diagnosis many = diagnosis(List.of("shop"));
        many.verdicts("shop");
        many.verdicts("old");
        Awaitility.await().until(() -> read.containsAll(Set.of("shop", "old")));

        // when
        applications("other", 199).forEach(many::verdicts);
        Awaitility.await().until(() -> read.contains("other-198"));
        read.clear();

        // then
        Awaitility.await().until(() -> read.contains("shop") && read.contains("other-0") && read.contains("other-198"));
        assertThat(read).doesNotContain("old");
    }

    private static List<String> applications(String name, int count) {
        return IntStream.range(0, count).mapToObj(number -> name + "-" + number).toList();
    }

    private Diagnosis diagnosis(List<String> managed) {
        RouterConfig router = SETTINGS.getConfigMapping(RouterConfig.class);
        Diagnosis made = new Diagnosis(
                SETTINGS.getConfigMapping(DiagnosisConfig.class),
                new Applications(managed),
                router,
                "127.0.0.1:53",
                map,
                new MapView(map, Clock.systemUTC()),
                new NoFunctions(),
                new HostProber(router));
        managed.forEach(made::verdicts);
        diagnosis = Optional.of(made);
        return made;
    }

    /** Notes who is read and has nothing to tell. */
    private final class EmptyMap implements LocationMap {

        @Override
        public Uni<MapHead> head(String application) {
            read.add(application);
            return Uni.createFrom()
                    .failure(new FarspanException(ProblemCode.APPLICATION_UNKNOWN, "There is no such application."));
        }

        @Override
        public Uni<Routes> routes(String application) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<InstanceListing> instances(String application, String location) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<Optional<InstanceEntry>> instance(String application, InstanceId id) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<CommitResult> commit(MapChange change) {
            return Uni.createFrom().nothing();
        }

        @Override
        public void close() {}
    }

    private static final class NoFunctions implements Functions {

        @Override
        public Uni<FunctionAnswer> call(
                Route route,
                FunctionCall call,
                boolean changesState,
                long epoch,
                Duration timeout,
                TraceContext trace,
                Runnable crossing) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<ProbeAnswer> probe(Route route, ProbeCall call, long epoch, Duration timeout) {
            return Uni.createFrom().nothing();
        }
    }
}
