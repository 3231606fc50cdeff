package io.farspan.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.farspan.local.proxy.LinkFault;
import io.farspan.local.stack.LocalStack;

/** Faults that FAULTS.md does not list, but that administrators meet. */
final class FurtherCases extends FaultCases {

    FurtherCases(LocalStack stack, HomeApi home, Optional<ShiftedClock> clock) {
        super(stack, home, clock);
    }

    @Override
    List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>(List.of(
                new FaultCase(
                        "41 both instances of dc1 killed",
                        Set.of("APP_DOWN instance dc1/i-1", "APP_DOWN instance dc1/i-2"),
                        HOLD,
                        true,
                        () -> {
                            stack.child("instance:dc1/i-1").kill();
                            stack.child("instance:dc1/i-2").kill();
                        },
                        () -> {
                            stack.replace("instance:dc1/i-1");
                            stack.replace("instance:dc1/i-2");
                        }),
                link(
                        "42 function host stopped",
                        "FUNCTION_DOWN function az1",
                        () -> stack.child("function:az1").signal("STOP"),
                        () -> stack.child("function:az1").signal("CONT")),
                ways("43 home↔aws1 reset", "LINK_DOWN link dc1→aws1", LinkFault.RESET, both("aws1")),
                ways("44 15 % loss home→az1", "LINK_LOSSY link dc1→az1", LinkFault.loss(0.15), "router function:az1"),
                ways(
                        "25 +300 ms home↔aws1",
                        "LINK_SLOW link dc1→aws1",
                        LinkFault.delay(Duration.ofMillis(300)),
                        both("aws1")),
                ways("26 nothing aws1→home", "LINK_ONE_WAY link aws1→dc1", LinkFault.DROP, "function:aws1 router"),
                new FaultCase(
                        "27 aws1 down behind a cut link",
                        Set.of("LINK_DOWN link dc1→aws1", "APP_DOWN instance aws1/i-1", "APP_DOWN instance aws1/i-2"),
                        HOLD,
                        true,
                        () -> {
                            suffer(LinkFault.DROP, both("aws1"));
                            stack.child("instance:aws1/i-1").kill();
                            stack.child("instance:aws1/i-2").kill();
                        },
                        () -> {
                            stack.replace("instance:aws1/i-1");
                            stack.replace("instance:aws1/i-2");
                            suffer(LinkFault.NONE, both("aws1"));
                        }),
                link(
                        "28 resolver silent",
                        "DNS_FAULT dns " + stack.network("router").dns(),
                        () -> stack.network("router").suffer(LinkFault.DROP),
                        () -> stack.network("router").suffer(LinkFault.NONE)),
                nothing(
                        "30 home stands still for 6 s",
                        () -> {
                            stack.child("router").signal("STOP");
                            later(6, () -> stack.child("router").signal("CONT"));
                        },
                        () -> {}),
                nothing(
                        "31 an instance pauses for 1 s",
                        () -> {
                            stack.child("instance:dc1/i-1").signal("STOP");
                            later(1, () -> stack.child("instance:dc1/i-1").signal("CONT"));
                        },
                        () -> {}),
                app(
                        "32 requests take 600 ms",
                        "APP_DEGRADED",
                        "az1/i-1",
                        () -> home.require("az1/i-1", delaying(600)),
                        () -> home.require("az1/i-1", delaying(0))),
                app(
                        "33 every third request fails",
                        "APP_DEGRADED",
                        "aws1/i-1",
                        () -> home.require("aws1/i-1", failing(35)),
                        () -> home.require("aws1/i-1", failing(0))),
                new FaultCase(
                        "34 nothing home↔aws1, home↔az1",
                        Set.of("LINK_DOWN link dc1→aws1", "LINK_DOWN link dc1→az1"),
                        HOLD,
                        false,
                        () -> {
                            suffer(LinkFault.DROP, both("aws1"));
                            suffer(LinkFault.DROP, both("az1"));
                        },
                        () -> {
                            suffer(LinkFault.NONE, both("aws1"));
                            suffer(LinkFault.NONE, both("az1"));
                        }),
                ways(
                        "35 function cannot reach one instance",
                        "LINK_DOWN link function aws1→aws1/i-1",
                        LinkFault.DROP,
                        "function:aws1 instance:aws1/i-1"),
                new FaultCase(
                        "36 two faults at once",
                        Set.of("FUNCTION_THROTTLED function aws1", "APP_DOWN instance az1/i-1"),
                        HOLD,
                        true,
                        () -> {
                            suffer("router", "function:aws1", LinkFault.THROTTLE);
                            stack.child("instance:az1/i-1").kill();
                        },
                        () -> {
                            stack.replace("instance:az1/i-1");
                            suffer("router", "function:aws1", LinkFault.NONE);
                        }),
                nothing(
                        "37 +40 ms home↔az1",
                        () -> suffer(LinkFault.delay(Duration.ofMillis(40)), both("az1")),
                        () -> suffer(LinkFault.NONE, both("az1"))),
                new FaultCase(
                        "39 full packets lost home↔az1",
                        Set.of("LINK_LOSSY link dc1→az1"),
                        LONG_HOLD,
                        false,
                        () -> suffer(LinkFault.LARGE, both("az1")),
                        () -> suffer(LinkFault.NONE, both("az1"))),
                starved()));
        clock.ifPresent(it -> cases.add(link(
                "29 clock of az1 −10 min",
                "CLOCK_SKEW location az1",
                () -> it.shift(Duration.ofMinutes(-10)),
                () -> it.shift(Duration.ZERO))));
        return cases;
    }

    /** Starves the machine, and with it all processes of the stack at once, which home must not blame on others. */
    private FaultCase starved() {
        List<Process> hogs = new CopyOnWriteArrayList<>();
        return nothing(
                "38 the machine is starved",
                () -> {
                    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                        hogs.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
                    }
                },
                () -> {
                    hogs.forEach(Process::destroyForcibly);
                    hogs.clear();
                });
    }
}
