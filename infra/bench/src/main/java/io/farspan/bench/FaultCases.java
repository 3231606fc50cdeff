package io.farspan.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.farspan.local.proxy.Fault;
import io.farspan.local.stack.LocalStack;

/** The labelled cases of FAULTS.md, for a stack with faults. */
final class FaultCases {

    private static final int HOLD = 9;
    /** A call is given the time that a function takes to start. */
    private static final int LONG_HOLD = 16;

    private final LocalStack stack;
    private final HomeApi home;
    private final Optional<ShiftedClock> clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "flaps");
        thread.setDaemon(true);
        return thread;
    });

    FaultCases(LocalStack stack, HomeApi home, Optional<ShiftedClock> clock) {
        this.stack = stack;
        this.home = home;
        this.clock = clock;
    }

    /** All that a stack without TLS can have. */
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
                        () -> home.trouble("dc1/i-2", exec("deadlock", "")),
                        () -> stack.replace("instance:dc1/i-2")),
                app(
                        "4 application answers 500",
                        "APP_DEGRADED",
                        "aws1/i-2",
                        () -> home.trouble("aws1/i-2", failing(100)),
                        () -> home.trouble("aws1/i-2", failing(0))),
                app(
                        "5 request pool exhausted",
                        "APP_DEGRADED",
                        "az1/i-2",
                        () -> home.trouble("az1/i-2", exec("exhaustRequestPool(long)", "60000")),
                        () -> stack.replace("instance:az1/i-2")),
                link(
                        "6 function host killed",
                        "FUNCTION_DOWN function az1",
                        () -> stack.child("function:az1").kill(),
                        () -> stack.replace("function:az1")),
                nothing(
                        "7 first call takes 6 s",
                        () -> suffer("router", "function:aws1", Fault.cold(Duration.ofSeconds(6))),
                        () -> suffer("router", "function:aws1", Fault.NONE)),
                ways(
                        "8 function answers 429",
                        "FUNCTION_THROTTLED function aws1",
                        Fault.THROTTLE,
                        "router function:aws1"),
                ways(
                        "9 function cannot reach its instances",
                        "FUNCTION_DOWN function aws1",
                        Fault.DROP,
                        "function:aws1 instance:aws1/i-1",
                        "function:aws1 instance:aws1/i-2"),
                ways("10 nothing home↔aws1", "LINK_DOWN link dc1→aws1", Fault.DROP, both("aws1")),
                ways("11 nothing home→aws1", "LINK_ONE_WAY link dc1→aws1", Fault.DROP, "router function:aws1"),
                ways("12a 5 % loss home↔az1", "LINK_LOSSY link dc1→az1", Fault.loss(0.05), both("az1")),
                ways("12b 30 % loss home↔az1", "LINK_LOSSY link dc1→az1", Fault.loss(0.3), both("az1")),
                ways("13 +300 ms home↔az1", "LINK_SLOW link dc1→az1", Fault.delay(Duration.ofMillis(300)), both("az1")),
                flaps(),
                locationOff(),
                isolated(),
                link(
                        "17 resolver answers SERVFAIL",
                        "DNS_FAULT dns " + stack.view("router").dns(),
                        () -> stack.view("router").servfail(true),
                        () -> stack.view("router").servfail(false))));
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
                () -> suffer(Fault.DROP, both("aws1")),
                () -> suffer(Fault.NONE, both("aws1"))));
        return cases;
    }

    /** What FAULTS.md does not name, and an administrator meets all the same. */
    List<FaultCase> further() {
        List<FaultCase> cases = new ArrayList<>(List.of(
                new FaultCase(
                        "21 both instances of dc1 killed",
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
                        "22 function host stopped",
                        "FUNCTION_DOWN function az1",
                        () -> stack.child("function:az1").signal("STOP"),
                        () -> stack.child("function:az1").signal("CONT")),
                ways("23 home↔aws1 reset", "LINK_DOWN link dc1→aws1", Fault.RESET, both("aws1")),
                ways("24 15 % loss home→az1", "LINK_LOSSY link dc1→az1", Fault.loss(0.15), "router function:az1"),
                ways(
                        "25 +300 ms home↔aws1",
                        "LINK_SLOW link dc1→aws1",
                        Fault.delay(Duration.ofMillis(300)),
                        both("aws1")),
                ways("26 nothing aws1→home", "LINK_ONE_WAY link aws1→dc1", Fault.DROP, "function:aws1 router"),
                new FaultCase(
                        "27 aws1 down behind a cut link",
                        Set.of("LINK_DOWN link dc1→aws1", "APP_DOWN instance aws1/i-1", "APP_DOWN instance aws1/i-2"),
                        HOLD,
                        true,
                        () -> {
                            suffer(Fault.DROP, both("aws1"));
                            stack.child("instance:aws1/i-1").kill();
                            stack.child("instance:aws1/i-2").kill();
                        },
                        () -> {
                            stack.replace("instance:aws1/i-1");
                            stack.replace("instance:aws1/i-2");
                            suffer(Fault.NONE, both("aws1"));
                        }),
                link(
                        "28 resolver silent",
                        "DNS_FAULT dns " + stack.view("router").dns(),
                        () -> stack.view("router").suffer(Fault.DROP),
                        () -> stack.view("router").suffer(Fault.NONE)),
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
                        () -> home.trouble("az1/i-1", delaying(600)),
                        () -> home.trouble("az1/i-1", delaying(0))),
                app(
                        "33 every third request fails",
                        "APP_DEGRADED",
                        "aws1/i-1",
                        () -> home.trouble("aws1/i-1", failing(35)),
                        () -> home.trouble("aws1/i-1", failing(0))),
                new FaultCase(
                        "34 nothing home↔aws1, home↔az1",
                        Set.of("LINK_DOWN link dc1→aws1", "LINK_DOWN link dc1→az1"),
                        HOLD,
                        false,
                        () -> {
                            suffer(Fault.DROP, both("aws1"));
                            suffer(Fault.DROP, both("az1"));
                        },
                        () -> {
                            suffer(Fault.NONE, both("aws1"));
                            suffer(Fault.NONE, both("az1"));
                        }),
                ways(
                        "35 function cannot reach one instance",
                        "LINK_DOWN link function aws1→aws1/i-1",
                        Fault.DROP,
                        "function:aws1 instance:aws1/i-1"),
                new FaultCase(
                        "36 two faults at once",
                        Set.of("FUNCTION_THROTTLED function aws1", "APP_DOWN instance az1/i-1"),
                        HOLD,
                        true,
                        () -> {
                            suffer("router", "function:aws1", Fault.THROTTLE);
                            stack.child("instance:az1/i-1").kill();
                        },
                        () -> {
                            stack.replace("instance:az1/i-1");
                            suffer("router", "function:aws1", Fault.NONE);
                        }),
                nothing(
                        "37 +40 ms home↔az1",
                        () -> suffer(Fault.delay(Duration.ofMillis(40)), both("az1")),
                        () -> suffer(Fault.NONE, both("az1"))),
                new FaultCase(
                        "39 full packets lost home↔az1",
                        Set.of("LINK_LOSSY link dc1→az1"),
                        LONG_HOLD,
                        false,
                        () -> suffer(Fault.LARGE, both("az1")),
                        () -> suffer(Fault.NONE, both("az1"))),
                starved()));
        clock.ifPresent(it -> cases.add(link(
                "29 clock of az1 −10 min",
                "CLOCK_SKEW location az1",
                () -> it.shift(Duration.ofMinutes(-10)),
                () -> it.shift(Duration.ZERO))));
        return cases;
    }

    /** Everything is on this machine, so that everything is starved at once; home must not blame it on others. */
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

    private void later(int seconds, FaultCase.Step step) {
        timer.schedule(
                () -> {
                    try {
                        step.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                seconds,
                TimeUnit.SECONDS);
    }

    /** What a connection's fault looks like from home, for whoever must not move traffic because of it. */
    List<FaultCase> connections() {
        return all().stream()
                .filter(fault -> fault.name().matches("(10|11|12a|12b|13|14|20) .*"))
                .toList();
    }

    /** The certificate's case, for a stack with TLS. */
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
                                    suffer(down[0] ? Fault.DROP : Fault.NONE, both("aws1"));
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
                    suffer(Fault.NONE, both("aws1"));
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
                () -> suffer(Fault.DROP, ways),
                () -> suffer(Fault.NONE, ways));
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
                    suffer(Fault.DROP, ways);
                    stack.view("router").suffer(Fault.DROP);
                },
                () -> {
                    stack.view("router").suffer(Fault.NONE);
                    suffer(Fault.NONE, ways);
                });
    }

    private static String[] both(String location) {
        return new String[] {"router function:" + location, "function:" + location + " router"};
    }

    private FaultCase ways(String name, String verdict, Fault fault, String... ways) {
        return link(name, verdict, () -> suffer(fault, ways), () -> suffer(Fault.NONE, ways));
    }

    private void suffer(Fault fault, String... ways) throws IOException, InterruptedException {
        for (String way : ways) {
            String[] ends = way.split(" ", 2);
            suffer(ends[0], ends[1], fault);
        }
    }

    private void suffer(String from, String to, Fault fault) throws IOException, InterruptedException {
        stack.way(from, to).suffer(fault);
    }

    private static FaultCase app(
            String name, String kind, String instance, FaultCase.Step inject, FaultCase.Step mend) {
        return new FaultCase(name, Set.of(kind + " instance " + instance), HOLD, true, inject, mend);
    }

    private static FaultCase link(String name, String verdict, FaultCase.Step inject, FaultCase.Step mend) {
        return new FaultCase(name, Set.of(verdict), HOLD, false, inject, mend);
    }

    private static FaultCase nothing(String name, FaultCase.Step inject, FaultCase.Step mend) {
        return new FaultCase(name, Set.of(), HOLD, false, inject, mend);
    }

    private static String exec(String operation, String argument) {
        return "{\"type\":\"exec\",\"mbean\":\"shop:type=Troubles\",\"operation\":\"" + operation + "\",\"arguments\":["
                + argument + "]}";
    }

    private static String failing(int percent) {
        return write("FailurePercent", percent);
    }

    private static String delaying(int millis) {
        return write("DelayMillis", millis);
    }

    private static String write(String attribute, int value) {
        return "{\"type\":\"write\",\"mbean\":\"shop:type=Troubles\",\"attribute\":\"" + attribute + "\",\"value\":"
                + value + "}";
    }
}
