package io.farspan.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.farspan.local.proxy.LinkFault;
import io.farspan.local.stack.LocalStack;

/** The fault cases that can be injected into a stack, with the expected verdicts. */
abstract class FaultCases {

    static final int HOLD = 9;
    /** The deadline of a call, which includes the start of a function. */
    static final int LONG_HOLD = 16;

    final LocalStack stack;
    final HomeApi home;
    final Optional<ShiftedClock> clock;
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "flaps");
        thread.setDaemon(true);
        return thread;
    });

    FaultCases(LocalStack stack, HomeApi home, Optional<ShiftedClock> clock) {
        this.stack = stack;
        this.home = home;
        this.clock = clock;
    }

    /** All cases, in the order in which they are injected. */
    abstract List<FaultCase> all();

    void later(int seconds, FaultCase.Step step) {
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

    static String[] both(String location) {
        return new String[] {"router function:" + location, "function:" + location + " router"};
    }

    FaultCase ways(String name, String verdict, LinkFault fault, String... ways) {
        return link(name, verdict, () -> suffer(fault, ways), () -> suffer(LinkFault.NONE, ways));
    }

    void suffer(LinkFault fault, String... ways) throws IOException, InterruptedException {
        for (String way : ways) {
            String[] ends = way.split(" ", 2);
            suffer(ends[0], ends[1], fault);
        }
    }

    void suffer(String from, String to, LinkFault fault) throws IOException, InterruptedException {
        stack.way(from, to).suffer(fault);
    }

    static FaultCase app(String name, String kind, String instance, FaultCase.Step inject, FaultCase.Step mend) {
        return new FaultCase(name, Set.of(kind + " instance " + instance), HOLD, true, inject, mend);
    }

    static FaultCase link(String name, String verdict, FaultCase.Step inject, FaultCase.Step mend) {
        return new FaultCase(name, Set.of(verdict), HOLD, false, inject, mend);
    }

    static FaultCase nothing(String name, FaultCase.Step inject, FaultCase.Step mend) {
        return new FaultCase(name, Set.of(), HOLD, false, inject, mend);
    }

    static String exec(String operation, String argument) {
        return "{\"type\":\"exec\",\"mbean\":\"shop:type=Troubles\",\"operation\":\"" + operation + "\",\"arguments\":["
                + argument + "]}";
    }

    static String failing(int percent) {
        return write("FailurePercent", percent);
    }

    static String delaying(int millis) {
        return write("DelayMillis", millis);
    }

    static String write(String attribute, int value) {
        return "{\"type\":\"write\",\"mbean\":\"shop:type=Troubles\",\"attribute\":\"" + attribute + "\",\"value\":"
                + value + "}";
    }
}
