package io.farspan.cli.output;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Says on a terminal that something takes its time; says nothing where nobody looks, and nothing of what is quick. */
public final class Progress {

    private static final Duration QUIET = Duration.ofMillis(700);
    private static final Duration STEP = Duration.ofMillis(250);
    private static final String CLEAR = "\r\u001b[K";

    private Progress() {}

    /** Does some work while a line says what it is, which may change meanwhile, and how long it has taken. */
    public static <T> T during(Terminal terminal, Supplier<String> what, Callable<T> work) throws Exception {
        if (!terminal.errIsTerminal()) {
            return work.call();
        }
        Thread line = new Thread(() -> show(terminal, what), "farspan-progress");
        line.setDaemon(true);
        line.start();
        try {
            return work.call();
        } finally {
            line.interrupt();
            line.join();
        }
    }

    private static void show(Terminal terminal, Supplier<String> what) {
        long begin = System.nanoTime();
        boolean shown = false;
        try {
            Thread.sleep(QUIET.toMillis());
            while (true) {
                long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
                terminal.err().print(CLEAR + what.get() + " … " + seconds + " s");
                terminal.err().flush();
                shown = true;
                Thread.sleep(STEP.toMillis());
            }
        } catch (InterruptedException e) {
            if (shown) {
                terminal.err().print(CLEAR);
                terminal.err().flush();
            }
        }
    }
}
