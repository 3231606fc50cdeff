package io.farspan.bench;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Numbered lines that are written while processes are killed one after another: shortly after each burst of lines, when it
 * is still on its way, the next one. What arrived is counted when nothing more has come for a while.
 */
final class KillRun {

    /** How many lines are written between two kills where nothing holds the lines up. */
    static final int BURST = Effort.of(20_000, 1_000);

    private static final int SOONEST_MILLIS = 20;
    private static final int LATEST_MILLIS = 400;
    private static final long POLL_MILLIS = 500;

    /** Longer than a quiet location waits for its next call, by which a line could come again. */
    private static final Duration COMPLETE = Duration.ofSeconds(10);

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final LineFiles files;
    private final Arrivals arrivals;
    private final int burst;
    private final Duration patience;

    /** Bursts into these files; {@code patience} is how long nothing may come before what is missing counts as lost. */
    KillRun(LineFiles files, Arrivals arrivals, int burst, Duration patience) {
        this.files = files;
        this.arrivals = arrivals;
        this.burst = burst;
        this.patience = patience;
    }

    /** What stores the lines. */
    interface Arrivals {
        /** Counts all lines that are stored. */
        void count(LineTally tally) throws Exception;
    }

    /** Kills a process and starts it again. */
    interface Kill {
        void run() throws Exception;
    }

    /** Writes, kills, waits and counts. */
    LineTally run(List<Kill> kills) throws Exception {
        Random random = new Random();
        long first = files.next();
        for (Kill kill : kills) {
            files.append(burst);
            TimeUnit.MILLISECONDS.sleep(SOONEST_MILLIS + random.nextInt(LATEST_MILLIS - SOONEST_MILLIS));
            kill.run();
        }
        files.append(burst);
        return settle(first, burst * (kills.size() + 1));
    }

    private LineTally settle(long first, int lines) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        LineTally last = new LineTally(first, lines);
        for (long since = System.nanoTime(); System.nanoTime() < end; TimeUnit.MILLISECONDS.sleep(POLL_MILLIS)) {
            LineTally now = new LineTally(first, lines);
            arrivals.count(now);
            if (now.lost() != last.lost() || now.doubled() != last.doubled()) {
                since = System.nanoTime();
            }
            last = now;
            Duration quiet = now.lost() == 0 ? COMPLETE : patience;
            if (System.nanoTime() - since > quiet.toNanos()) {
                break;
            }
        }
        return last;
    }
}
