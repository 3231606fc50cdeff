package io.farspan.agent.logging;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Logger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

import static org.assertj.core.api.Assertions.assertThat;

class JulStreamTest {

    private static final Logger ROOT = Logger.getLogger("");

    @TempDir
    Path folder;

    @Test
    void theHandlerIsPutInOnceHoweverManyFindItMissing() throws Exception {
        // given
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Spool spool = Spool.open(folder, new SpoolSize(4096, 5 * 4096), Clock.systemUTC(), "")) {
            JulStream stream = new JulStream(spool);
            CyclicBarrier together = new CyclicBarrier(4);
            Callable<Integer> check = () -> {
                together.await();
                stream.check();
                return together.await();
            };

            for (int round = 0; round < 500; round++) {
                // when
                List<Future<Integer>> checks = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    checks.add(threads.submit(check));
                }
                for (Future<Integer> done : checks) {
                    done.get();
                }

                // then
                List<Handler> ours = handlers();
                assertThat(ours).hasSize(1);
                ROOT.removeHandler(ours.get(0));
            }
        } finally {
            handlers().forEach(ROOT::removeHandler);
            threads.shutdownNow();
        }
    }

    private static List<Handler> handlers() {
        return Arrays.stream(ROOT.getHandlers())
                .filter(JulHandler.class::isInstance)
                .toList();
    }
}
