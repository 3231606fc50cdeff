package io.farspan.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.farspan.local.proxy.LinkFault;
import io.farspan.local.stack.LocalStack;

/** The labelled cases of FAULTS.md, for a stack with faults. */
final class LabelledCases extends FaultCases {

    LabelledCases(LocalStack stack, HomeApi home, Optional<ShiftedClock> clock) {
        super(stack, home, clock);
    }

    /** The cases for a stack without TLS. */
    @Override
    List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>(List.of(
                app(
                        "1 instance killed",
                        "APP_DOWN",
                        "aws1/i-1",
                        () -> stack.child("instance:aws1/i-1").kill(),
                        () -> stack.replace("instance:aws1/i-1")),
                app(
                        "2 instance stopped",
                        "APP_DOWN",
                        "az1/i-1",
                        () -> stack.child("instance:az1/i-1").signal("STOP"),
                        () -> stack.child("instance:az1/i-1").signal("CONT")),
                app(
                        "3 request threads deadlocked",
                        "APP_DEGRADED",
                        "dc1/i-2",
                        () -> home.require("dc1/i-2", exec("deadlock", "")),
                        () -> stack.replace("instance:dc1/i-2")),
                app(
                        "4 application answers 500",
                        "APP_DEGRADED",
                        "aws1/i-2",
                        () -> home.require("aws1/i-2", failing(100)),
                        () -> home.require("aws1/i-2", failing(0))),
                app(
                        "5 request pool exhausted",
                        "APP_DEGRADED",
                        "az1/i-2",
                        () -> home.require("az1/i-2", exec("exhaustRequestPool(long)", "60000")),
                        () -> stack.replace("instance:az1/i-2")),
                link(
                        "6 function host killed",
                        "FUNCTION_DOWN function az1",
                        () -> stack.child("function:az1").kill(),
                        () -> stack.replace("function:az1")),
                nothing(
                        "7 first call takes 6 s",
                        () -> suffer("router", "function:aws1", LinkFault.cold(Duration.ofSeconds(6))),
                        () -> suffer("router", "function:aws1", LinkFault.NONE)),
                ways(
                        "8 function answers 429",
                        "FUNCTION_THROTTLED function aws1",
                        LinkFault.THROTTLE,
                        "router function:aws1"),
                ways(
                        "9 function cannot reach its instances",
                        "FUNCTION_DOWN function aws1",
                        LinkFault.DROP,
                        "function:aws1 instance:aws1/i-1",
                        "function:aws1 instance:aws1/i-2"),
                ways("10 nothing home↔aws1", "LINK_DOWN link dc1→aws1", LinkFault.DROP, both("aws1")),
                ways("11 nothing home→aws1", "LINK_ONE_WAY link dc1→aws1", LinkFault.DROP, "router function:aws1"),
                ways("12a 5 % loss home↔az1", "LINK_LOSSY link dc1→az1", LinkFault.loss(0.05), both("az1")),
                ways("12b 30 % loss home↔az1", "LINK_LOSSY link dc1→az1", LinkFault.loss(0.3), both("az1")),
                ways(
                        "13 +300 ms home↔az1",
                        "LINK_SLOW link dc1→az1",
                        LinkFault.delay(Duration.ofMillis(300)),
                        both("az1")),
                flaps(),
                locationOff(),
                isolated(),
                link(
                        "17 resolver answers SERVFAIL",
                        "DNS_FAULT dns " + stack.network("router").dns(),
                        () -> stack.network("router").servfail(true),
                        () -> stack.network("router").servfail(false))));
        clock.ifPresent(it -> cases.add(link(
                "19 clock of az1 +10 min",
                "CLOCK_SKEW location az1",
                () -> it.shift(Duration.ofMinutes(10)),
                () -> it.shift(Duration.ZERO))));
        cases.add(new FaultCase(
                "20 43 s partition home↔aws1",
                Set.of("LINK_DOWN link dc1→aws1"),
                43,
                false,
                () -> suffer(LinkFault.DROP, both("aws1")),
                () -> suffer(LinkFault.NONE, both("aws1"))));
        cases.addAll(agents());
        return cases;
    }

    /** Cases in which either the application or only its management does not answer. */
    private List<FaultCase> agents() {
        return List.of(
                new FaultCase(
                        "21 agent busy for 30 s with a call of ours",
                        Set.of(),
                        38,
                        false,
                        () -> later(0, () -> home.trouble("aws1/i-1", exec("sleep", "30000"))),
                        () -> {}),
                agent(
                        "22a agent's thread blocked",
                        "az1/i-1",
                        () -> later(0, () -> home.aside(stack.portOf("instance:az1/i-1"), exec("sleep", "60000")))),
                agent("22b agent's port closed", "dc1/i-1", () -> home.require("dc1/i-1", exec("closeAgent", ""))),
                app(
                        "23 application's port closed",
                        "APP_DEGRADED",
                        "az1/i-2",
                        () -> home.require("az1/i-2", exec("closePort", "")),
                        () -> stack.replace("instance:az1/i-2")),
                app(
                        "24 application's threads die of OutOfMemoryError",
                        "APP_DEGRADED",
                        "aws1/i-2",
                        () -> home.require("aws1/i-2", exec("runOutOfMemory", "")),
                        () -> stack.replace("instance:aws1/i-2")));
    }

    /** A case of an instance that serves while its agent does not answer, in which no traffic may move. */
    private FaultCase agent(String name, String instance, FaultCase.Step inject) {
        return new FaultCase(
                name,
                Set.of("AGENT_DOWN instance " + instance),
                HOLD,
                false,
                inject,
                () -> stack.replace("instance:" + instance));
    }

    /** The case of a bad certificate, for a stack with TLS. */
    FaultCase expired() {
        return link(
                "18 certificate expired",
                "TLS_FAULT function aws1",
                () -> stack.way("router", "function:aws1").pretend(Optional.of(stack.expiredCertificate())),
                () -> stack.way("router", "function:aws1").pretend(Optional.empty()));
    }

    private FaultCase flaps() {
        List<ScheduledFuture<?>> flapping = new CopyOnWriteArrayList<>();
        return new FaultCase(
                "14 3 s flaps home↔aws1",
                Set.of("LINK_LOSSY link dc1→aws1"),
                14,
                false,
                () -> {
                    boolean[] down = {false};
                    flapping.add(timer.scheduleAtFixedRate(
                            () -> {
                                down[0] = !down[0];
                                try {
                                    suffer(down[0] ? LinkFault.DROP : LinkFault.NONE, both("aws1"));
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            0,
                            3,
                            TimeUnit.SECONDS));
                },
                () -> {
                    flapping.forEach(it -> it.cancel(false));
                    flapping.clear();
                    Thread.sleep(100);
                    suffer(LinkFault.NONE, both("aws1"));
                });
    }

    private FaultCase locationOff() {
        String[] ways = {
            "router function:aws1",
            "function:dc1 function:aws1",
            "function:az1 function:aws1",
            "function:dc1 instance:aws1/i-1",
            "function:dc1 instance:aws1/i-2",
            "function:az1 instance:aws1/i-1",
            "function:az1 instance:aws1/i-2",
            "function:aws1 router",
            "function:aws1 function:dc1",
            "function:aws1 function:az1"
        };
        return new FaultCase(
                "15 whole location off",
                Set.of("LOCATION_UNREACHABLE location aws1"),
                HOLD,
                true,
                () -> suffer(LinkFault.DROP, ways),
                () -> suffer(LinkFault.NONE, ways));
    }

    private FaultCase isolated() {
        String[] ways = {
            "router function:dc1", "router function:aws1", "router function:az1",
            "function:dc1 router", "function:aws1 router", "function:az1 router"
        };
        return new FaultCase(
                "16 home cut off from everyone",
                Set.of("OBSERVER_ISOLATED observer dc1"),
                HOLD,
                false,
                () -> {
                    suffer(LinkFault.DROP, ways);
                    stack.network("router").suffer(LinkFault.DROP);
                },
                () -> {
                    stack.network("router").suffer(LinkFault.NONE);
                    suffer(LinkFault.NONE, ways);
                });
    }
}
