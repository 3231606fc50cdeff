package io.farspan.core.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.farspan.core.plugin.PluginThreads.Busy;
import io.farspan.core.plugin.PluginThreads.Owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PluginThreadsTest {

    private final PluginThreads threads = new PluginThreads();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> started = new ArrayList<>();

    @AfterEach
    void letThemEnd() {
        end.countDown();
    }

    @Test
    void oneCallerLeavesThreadsOfAPluginToOthers() throws Busy {
        hang("heap", "anna", 3);

        assertThatThrownBy(() -> hang("heap", "anna", 1)).hasMessageContaining("3 calls of it by this caller");
        hang("heap", "ben", 1);
        assertThatThrownBy(() -> hang("heap", "ben", 1)).hasMessageContaining("4 calls of it by all callers");
    }

    @Test
    void oneCallerLeavesThreadsOfAllPluginsToOthers() throws Busy {
        hang("one", "anna", 3);
        hang("two", "anna", 3);

        assertThatThrownBy(() -> hang("three", "anna", 1)).hasMessageContaining("6 calls of plugins by this caller");
        hang("three", "ben", 3);
        hang("four", "ben", 3);
        hang("five", "chris", 3);
        hang("six", "chris", 1);
        assertThatThrownBy(() -> hang("six", "dora", 1)).hasMessageContaining("16 calls of plugins by all callers");
    }

    @Test
    void callsThatNameNobodyAreOneCallers() throws Busy {
        for (int i = 0; i < 3; i++) {
            hang(new Owner("heap", Optional.empty()));
        }

        assertThatThrownBy(() -> hang(new Owner("heap", Optional.empty())))
                .hasMessageContaining("3 calls of it by this caller");
        hang("heap", "anna", 1);
    }

    @Test
    void aThreadThatIsInterruptedCountsUntilItEnds() throws Exception {
        // given
        hang("heap", "anna", 3);

        // when
        started.forEach(Thread::interrupt);

        // then
        assertThatThrownBy(() -> hang("heap", "anna", 1)).isInstanceOf(Busy.class);
        end.countDown();
        for (Thread thread : started) {
            thread.join(5_000);
            assertThat(thread.isAlive()).isFalse();
        }
        hang("heap", "anna", 3);
    }

    @Test
    void whoeverIsAnsweredCanCallAgainAtOnce() throws Exception {
        // given: a caller with a place for one more
        hang("heap", "anna", 2);
        Owner anna = new Owner("heap", Optional.of("anna"));
        CompletableFuture<Thread> again = new CompletableFuture<>();

        // when
        threads.start(anna, getClass().getClassLoader(), () -> "answer", answer -> {
            try {
                again.complete(threads.start(anna, getClass().getClassLoader(), this::untilTheEnd, ended -> {}));
            } catch (Busy e) {
                again.completeExceptionally(e);
            }
        });

        // then
        assertThat(again.get(60, TimeUnit.SECONDS)).isNotNull();
    }

    private void hang(String plugin, String caller, int times) throws Busy {
        for (int i = 0; i < times; i++) {
            hang(new Owner(plugin, Optional.of(caller)));
        }
    }

    private void hang(Owner owner) throws Busy {
        started.add(threads.start(owner, getClass().getClassLoader(), this::untilTheEnd, ended -> {}));
    }

    private String untilTheEnd() {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                // It keeps none of the laws.
            }
        }
        return "ended";
    }
}
