package io.farspan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Troubleshooting actions, against recorded answers. */
class ActionCommandsTest {

    private static final String ID = "6d0f2c3e-1f0a-4c55-9d3e-0a1b2c3d4e5f";

    private static final String MERGED = ",\"merged\":{}";

    @TempDir
    private Path folder;

    private RecordedHome home;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        home = new RecordedHome();
        shell = Shell.at(home, folder);
        shell.environment.put("FARSPAN_APPLICATION", "shop");
        shell.pause = time -> true;
    }

    @AfterEach
    void stop() {
        home.close();
    }

    private static String report(String action, String state, int answered, int failed, String more) {
        return "{\"id\":\"" + ID + "\",\"action\":\"" + action + "\",\"state\":\"" + state
                + "\",\"by\":\"operator\",\"started\":\"2026-11-30T12:00:00Z\",\"reason\":\"slow\","
                + "\"progress\":{\"instances\":2,\"pending\":" + (2 - answered - failed) + ",\"answered\":" + answered
                + ",\"failed\":" + failed + ",\"unknown\":0}" + more + "}";
    }

    private void runs(String action, String last) {
        home.answers("/shop/actions", 202, "application/json", report(action, "RUNNING", 0, 0, ""))
                .answers("/shop/actions/" + ID, report(action, "RUNNING", 1, 0, ""))
                .answers("/shop/actions/" + ID, last);
    }

    @Test
    void theThreadsOfAllInstancesAreShownAsOne() {
        // given
        runs(
                "threads",
                report(
                        "threads",
                        "DONE",
                        2,
                        0,
                        ",\"outcomes\":[],\"merged\":{\"instances\":2,\"threads\":60,\"states\":{\"RUNNABLE\":9,\"WAITING\":51},"
                                + "\"exhaustedPools\":[{\"says\":\"All 47 threads of 'http' are busy on 2 of 2 instances\"}],"
                                + "\"deadlocks\":[{\"instance\":\"aws1/i-1\",\"threads\":[\"a\",\"b\"]}],"
                                + "\"locks\":[{\"instance\":\"aws1/i-1\",\"lock\":\"Till\",\"holder\":\"c\",\"holderAt\":\"Till.open\",\"waiting\":3}],"
                                + "\"busiest\":[{\"instance\":\"aws1/i-1\",\"name\":\"gc\\u001b[2J\",\"cpuMs\":70,\"at\":\"Gc.run\"}],"
                                + "\"stacks\":[{\"says\":\"47 of 60 threads wait here\",\"names\":[\"http-1\",\"http-2\"],"
                                + "\"waitsFor\":\"Till\",\"frames\":[\"Till.pay\",\"Shop.serve\"]},"
                                + "{\"says\":\"5 idle\",\"idle\":true,\"names\":[],\"frames\":[\"Object.wait\"]}]}"));

        // when
        Shell.Ended ended = shell.run("threads", "shop/aws1", "-l", "tier=web", "--reason", "slow");

        // then
        assertThat(ended.out())
                .isEqualTo(
                        """
                        60 threads at 2 instances: 9 RUNNABLE, 51 WAITING
                        All 47 threads of 'http' are busy on 2 of 2 instances
                        Deadlock at aws1/i-1: a, b
                        3 threads at aws1/i-1 wait for Till, which c holds at Till.open
                        70 ms of a processor: gc\\u001b[2J at aws1/i-1, now at Gc.run

                        47 of 60 threads wait here: http-1, http-2
                            waits for Till
                            at Till.pay
                            at Shop.serve

                        1 stacks of threads that have nothing to do are left out; -o json has them.
                        """);
        assertThat(ended.err()).isEqualTo("Action " + ID + " goes on if this is interrupted.\n");
        assertThat(ended.code()).isZero();
        assertThat(home.asked.get(0).body())
                .isEqualTo(
                        "{\"action\":\"threads\",\"select\":{\"locations\":[\"aws1\"],\"labels\":{\"tier\":\"web\"}},"
                                + "\"deadlineMs\":60000,\"reason\":\"slow\"}");
        assertThat(home.asked).hasSize(3);
    }

    @Test
    void aHistogramIsComparedWithAnEarlierOne() {
        // given
        runs(
                "histogram",
                report(
                        "histogram",
                        "DONE",
                        2,
                        0,
                        ",\"merged\":{\"classes\":[],\"difference\":{\"grown\":[{\"class\":\"[B\",\"objects\":2,\"bytes\":64}],"
                                + "\"shrunk\":[{\"class\":\"A\",\"objects\":-1,\"bytes\":-8}]}}"));

        // when
        Shell.Ended ended = shell.run("histo", "--since", ID, "--all");

        // then
        assertThat(ended.out())
                .isEqualTo(
                        """
                        CLASS   OBJECTS   BYTES
                        [B      +2        +64
                        A       -1        -8
                        """);
        assertThat(home.asked.get(0).body()).contains("\"arguments\":{\"since\":\"" + ID + "\",\"all\":true}");
    }

    @Test
    void aHistogramsIdIsWhatTheNextOneTakes() {
        runs("histogram", report("histogram", "DONE", 2, 0, ",\"merged\":{\"classes\":[]}"));

        assertThat(shell.run("histo", "-o", "name").out()).isEqualTo(ID + "\n");
    }

    @Test
    void aLevelIsSetForATimeAndItIsSaidWhenItEnds() {
        // given
        runs(
                "level",
                report(
                        "level",
                        "DONE",
                        2,
                        0,
                        ",\"undoneAt\":\"2026-11-30T12:05:00Z\",\"undone\":false,\"merged\":{\"instances\":2,\"differs\":{\"b\":"
                                + "[{\"value\":\"INFO\",\"instances\":1,\"on\":[\"aws1/i-1\"]}]},\"same\":{\"shop\":\"FINE\"}}"));

        // when
        Shell.Ended ended = shell.run("level", "shop", "shop.orders", "--set", "FINE", "--for", "5m");

        // then
        assertThat(ended.out())
                .isEqualTo(
                        """
                        NAME   VALUE   INSTANCES
                        b      INFO    1: aws1/i-1
                        shop   FINE    2
                        """);
        assertThat(ended.err())
                .contains(
                        "It is undone at 2026-11-30T12:05:00Z; 'farspan action cancel shop " + ID + "' undoes it now.");
        assertThat(home.asked.get(0).body())
                .contains("\"arguments\":{\"logger\":\"shop.orders\",\"level\":\"FINE\",\"seconds\":300}");
        assertThat(shell.run("level", "shop.orders", "--for", "5m").code()).isEqualTo(2);
    }

    @Test
    void aKindOfActionThatAPluginAddedIsBegunAndLeftAlone() {
        // given
        home.answers("/shop/actions", 202, "application/json", report("flush", "RUNNING", 0, 0, ""));

        // when
        Shell.Ended ended =
                shell.run("action", "begin", "shop/aws1/i-1", "flush", "cache=orders", "most=5", "--detach");

        // then
        assertThat(ended.out()).startsWith("ID ").contains(ID, "flush", "RUNNING", "0/2");
        assertThat(ended.code()).isZero();
        assertThat(home.asked).hasSize(1);
        assertThat(home.asked.get(0).body())
                .isEqualTo("{\"action\":\"flush\",\"arguments\":{\"cache\":\"orders\",\"most\":5},"
                        + "\"select\":{\"instances\":[\"aws1/i-1\"]},\"deadlineMs\":60000}");
    }

    @Test
    void theExitCodeSaysHowAnActionHasEnded() {
        String failed = ",\"outcomes\":[{\"instance\":\"aws1/i-2\",\"state\":\"FAILED\",\"problem\":{\"code\":"
                + "\"INSTANCE_UNREACHABLE\",\"status\":502,\"detail\":\"Gone.\",\"retryable\":true}}]";
        home.answers("/shop/actions/" + ID, report("gc", "DONE", 1, 1, failed + MERGED))
                .answers("/shop/actions/" + ID, report("gc", "DONE", 0, 2, failed + MERGED))
                .answers("/shop/actions/" + ID, report("gc", "TIMED_OUT", 0, 0, MERGED))
                .answers("/shop/actions/" + ID, report("gc", "UNKNOWN", 1, 0, ""))
                .answers("/shop/actions/" + ID, report("gc", "CANCELLED", 1, 0, MERGED));

        Shell.Ended partly = shell.run("action", "show", "-f", ID);
        assertThat(partly.code()).isEqualTo(3);
        assertThat(partly.err()).contains("aws1/i-2: INSTANCE_UNREACHABLE: Gone.", "next: ");
        assertThat(shell.run("action", "show", "-f", ID).code()).isEqualTo(5);
        Shell.Ended late = shell.run("action", "show", "-f", ID);
        assertThat(late.code()).isEqualTo(5);
        assertThat(late.err()).contains("next: begin it again with a later --deadline");
        Shell.Ended unknown = shell.run("action", "show", "-f", ID);
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("next: look at the instances");
        assertThat(shell.run("action", "show", "-f", ID).code()).isEqualTo(1);
        assertThat(shell.run("action", "show", ID).code()).isZero();
    }

    @Test
    void anActionIsFollowedThroughAMoveOfHomeButNotThroughARefusal() {
        // given
        String path = "/shop/actions/" + ID;
        home.answers(path, report("gc", "RUNNING", 0, 0, ""))
                .refuses(path, "NOT_HOME", 409, true)
                .answers(path, report("gc", "DONE", 2, 0, MERGED))
                .answers(path, report("gc", "RUNNING", 0, 0, ""))
                .refuses(path, "FORBIDDEN", 403, false);

        // when, then
        assertThat(shell.run("action", "show", "-f", ID).code()).isZero();
        assertThat(shell.run("action", "show", "-f", ID).code()).isEqualTo(4);
        assertThat(home.asked).hasSize(5);
    }

    @Test
    void resultsOfWhatWasCancelledAreWaitedFor() {
        // given
        home.answers("/shop/actions/" + ID, report("gc", "CANCELLED", 2, 0, ""))
                .answers("/shop/actions/" + ID, report("gc", "CANCELLED", 2, 0, ""))
                .answers("/shop/actions/" + ID, report("gc", "CANCELLED", 2, 0, ",\"merged\":{\"freed\":7}"));

        // when
        Shell.Ended ended = shell.run("action", "show", "-f", ID);

        // then
        assertThat(ended.out()).contains("freed   7");
        assertThat(home.asked).hasSize(3);
    }

    @Test
    void aHomeThatStaysAwayIsNotAskedForEver() {
        String path = "/shop/actions/" + ID;
        home.answers(path, report("gc", "RUNNING", 0, 0, "")).refuses(path, "NOT_HOME", 409, true);

        assertThat(shell.run("action", "show", "-f", ID).code()).isEqualTo(7);
        assertThat(home.asked).hasSizeBetween(20, 60);
    }

    @Test
    void theTimeThatFailingTakesCountsAsTimeThatHomeIsAway() {
        // given
        shell.step = Duration.ofSeconds(20);
        String path = "/shop/actions/" + ID;
        home.answers(path, report("gc", "RUNNING", 0, 0, "")).refuses(path, "NOT_HOME", 409, true);

        // when
        Shell.Ended ended = shell.run("action", "show", "-f", ID);

        // then
        assertThat(ended.code()).isEqualTo(7);
        assertThat(home.asked).hasSizeBetween(3, 6);
    }

    @Test
    void aHomeThatIsAwayWhenFollowingBeginsIsWaitedFor() {
        // given
        home.refuses("/shop/actions/" + ID, "NOT_HOME", 409, true)
                .answers("/shop/actions/" + ID, report("gc", "DONE", 2, 0, MERGED));

        // when, then
        assertThat(shell.run("action", "show", "-f", ID).code()).isZero();
        assertThat(home.asked).hasSize(2);
    }

    @Test
    void whoStopsWaitingForAHomeThatNeverAnsweredIsToldWhy() {
        shell.pause = time -> false;
        home.refuses("/shop/actions/" + ID, "NOT_HOME", 409, true);

        Shell.Ended ended = shell.run("action", "show", "-f", ID);

        assertThat(ended.code()).isEqualTo(7);
        assertThat(ended.err()).contains("NOT_HOME: No, because.");
    }

    @Test
    void anActionThatStillRunsIsToBeAskedForLater() {
        // given
        shell.pause = time -> false;
        home.answers("/shop/actions/" + ID, report("gc", "RUNNING", 1, 0, ""));

        // when
        Shell.Ended ended = shell.run("action", "show", "-f", ID);

        // then
        assertThat(ended.code()).isEqualTo(7);
        assertThat(ended.out()).contains("RUNNING", "1/2");
        assertThat(ended.err()).contains("'farspan action show -f shop " + ID + "' follows it");
    }

    @Test
    void oneInstancesOwnResultIsShown() {
        home.answers(
                "/shop/actions/" + ID,
                report(
                        "gc",
                        "DONE",
                        2,
                        0,
                        ",\"outcomes\":[{\"instance\":\"aws1/i-1\",\"state\":\"ANSWERED\",\"tookMs\":7,\"bytes\":9,\"result\":{\"used\":4}}]"));

        Shell.Ended ended = shell.run("action", "show", ID, "--instance", "aws1/i-1");

        assertThat(ended.out())
                .endsWith(
                        """

                        INSTANCE   STATE      TOOK MS   RESULT
                        aws1/i-1   ANSWERED   7         {"used":4}
                        """);
        assertThat(home.asked.get(0).query()).isEqualTo("instance=aws1/i-1");
    }

    @Test
    void actionsAndTheirKindsAreListed() {
        home.answers(
                "/shop/actions",
                "{\"application\":\"shop\",\"kinds\":[{\"name\":\"gc\",\"summary\":\"Collects.\",\"role\":\"operator\"}],"
                        + "\"actions\":[" + report("gc", "DONE", 2, 0, "") + "],\"next\":\"" + ID + "\"}");

        Shell.Ended ended = shell.run("action", "list", "--limit", "1");

        assertThat(ended.out())
                .isEqualTo(
                        """
                        ID                                     ACTION   STATE   INSTANCES   BY         STARTED                REASON
                        6d0f2c3e-1f0a-4c55-9d3e-0a1b2c3d4e5f   gc       DONE    2/2         operator   2026-11-30T12:00:00Z   slow
                        """);
        assertThat(ended.err()).isEqualTo("There are more: --before " + ID + "\n");
        assertThat(shell.run("action", "list", "-o", "name").out()).isEqualTo(ID + "\n");
        assertThat(shell.run("action", "list", "--kinds").out())
                .isEqualTo(
                        """
                        ACTION   ROLE       WHAT IT DOES
                        gc       operator   Collects.
                        """);
    }

    @Test
    void anActionIsCancelled() {
        home.answers("/shop/actions/" + ID, report("gc", "CANCELLED", 1, 0, ""));

        Shell.Ended ended = shell.run("action", "cancel", "shop", ID);

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("CANCELLED");
        assertThat(home.asked.get(0).method()).isEqualTo("DELETE");
    }

    @Test
    void whatIsNoIdAsksNothing() {
        for (String command : new String[] {"show", "cancel"}) {
            Shell.Ended ended = shell.run("action", command, "shop", "../map");

            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err()).contains("'farspan action list' lists actions");
        }
        assertThat(home.asked).isEmpty();
    }
}
