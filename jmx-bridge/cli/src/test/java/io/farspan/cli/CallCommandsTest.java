package io.farspan.cli;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Reading, writing, invoking and listing, against recorded answers. */
class CallCommandsTest {

    private static final String HEAP =
            """
            {"application":"shop","epoch":1,"asOf":"2026-11-30T12:00:00Z","stale":false,"partial":true,"functionCalls":2,"tookMs":9,
             "outcomes":[
              {"instance":"aws1/i-1","location":"aws1","tookMs":3,"responses":[{"status":200,"value":
                {"HeapMemoryUsage":{"init":1,"used":20},"Verbose":false}}]},
              {"instance":"az1/i-22","location":"az1","tookMs":3,"responses":[{"status":200,"value":
                {"HeapMemoryUsage":{"init":1,"used":3},"Verbose":true}}]},
              {"instance":"dc1/i-1","location":"dc1","tookMs":0,"problem":{"title":"t","status":504,
                "detail":"The agent does not answer.","code":"INSTANCE_UNREACHABLE","retryable":true,
                "verdict":{"kind":"APP_DOWN","component":"instance dc1/i-1","confidence":0.98,
                  "since":"2026-11-30T11:59:00Z","evidence":[],"witnesses":2}}}],
             "unified":[{"sum":{"HeapMemoryUsage":{"init":2,"used":23}}}]}
            """;

    @TempDir
    private Path folder;

    private RecordedHome home;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        home = new RecordedHome();
        shell = Shell.at(home, folder);
    }

    @AfterEach
    void stop() {
        home.close();
    }

    @Test
    void namedAttributesAreARowForEachInstanceAndWhatFailedIsSaidBesideThem() {
        // given
        home.answers("/shop/calls", HEAP);

        // when
        Shell.Ended ended =
                shell.run("get", "shop", "java.lang:type=Memory", "HeapMemoryUsage", "Verbose", "--unify", "sum");

        // then
        assertThat(ended.out())
                .isEqualTo(
                        """
                        INSTANCE   HeapMemoryUsage.init   HeapMemoryUsage.used   Verbose
                        aws1/i-1   1                      20                     false
                        az1/i-22   1                      3                      true
                        (sum)      2                      23
                        """);
        assertThat(ended.err())
                .isEqualTo(
                        """
                        dc1/i-1: INSTANCE_UNREACHABLE: The agent does not answer.
                          verdict: APP_DOWN instance dc1/i-1, confidence 0.98, since 2026-11-30T11:59:00Z
                        """);
        assertThat(ended.code()).isEqualTo(3);
        assertThat(home.asked.get(0).body())
                .isEqualTo("{\"select\":\"all\",\"requests\":[{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\","
                        + "\"attribute\":[\"HeapMemoryUsage\",\"Verbose\"]}],\"unify\":[\"sum\"],\"deadlineMs\":5000}");
        assertThat(home.asked.get(0).headers()).containsEntry("authorization", "Basic dmlld2VyOnNlY3JldA==");
    }

    @Test
    void withoutAttributesEachIsARow() {
        home.answers("/shop/calls", HEAP);

        assertThat(shell.run("get", "shop/primary", "java.lang:type=Memory").out())
                .startsWith(
                        """
                        INSTANCE   ATTRIBUTE              VALUE
                        aws1/i-1   HeapMemoryUsage.init   1
                        aws1/i-1   HeapMemoryUsage.used   20
                        aws1/i-1   Verbose                false
                        """);
        assertThat(home.asked.get(0).body()).startsWith("{\"select\":\"primary\",");
    }

    @Test
    void namesCanBeGivenToAnotherCommand() {
        home.answers("/shop/calls", HEAP);

        Shell.Ended ended = shell.run("get", "shop", "java.lang:type=Memory", "Verbose", "-o", "name");

        assertThat(ended.out()).isEqualTo("shop/aws1/i-1\nshop/az1/i-22\n");
        assertThat(ended.code()).isEqualTo(3);
    }

    @Test
    void jsonIsTheApisAnswerAndNothingElseIsSaid() {
        home.answers("/shop/calls", HEAP);

        Shell.Ended ended = shell.run("get", "shop", "java.lang:type=Memory", "Verbose", "-o", "json");

        assertThat(ended.out().replaceAll("\\s", "")).isEqualTo(HEAP.replaceAll("\\s", ""));
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isEqualTo(3);
    }

    @Test
    void aPatternSaysWhichMBeanEachValueIsOf() {
        home.answers(
                "/shop/calls",
                "{\"partial\":false,\"outcomes\":[{\"instance\":\"dc1/i-1\",\"responses\":[{\"status\":200,\"value\":"
                        + "{\"java.lang:name=G1 Eden,type=MemoryPool\":{\"Type\":\"HEAP\"}}}]}]}");

        Shell.Ended ended = shell.run("get", "shop", "java.lang:type=MemoryPool,*", "Type");

        assertThat(ended.out())
                .isEqualTo(
                        """
                        INSTANCE   MBEAN                                    ATTRIBUTE   VALUE
                        dc1/i-1    java.lang:name=G1 Eden,type=MemoryPool   Type        HEAP
                        """);
        assertThat(ended.code()).isZero();
    }

    @Test
    void labelsAndALocationSelect() {
        home.answers("/shop/calls", HEAP);

        shell.run("get", "shop/aws1", "java.lang:type=Memory", "-l", "tier=web", "-l", "zone=a", "--deadline", "500ms");

        assertThat(home.asked.get(0).body())
                .startsWith("{\"select\":{\"locations\":[\"aws1\"],\"labels\":{\"tier\":\"web\",\"zone\":\"a\"}}")
                .endsWith("\"deadlineMs\":500}");
    }

    @Test
    void argumentsAreTextsUnlessTheyAreSaidToBeJson() {
        home.answers("/shop/calls", "{\"partial\":false,\"outcomes\":[]}");

        shell.run("exec", "shop/aws1/i-1", "shop:type=Orders", "place(java.lang.String,int)", "a b", "2");
        shell.run("exec", "shop/aws1/i-1", "shop:type=Orders", "place", "--json", "{\"a\":1}", "1.50");
        shell.run("set", "shop", "shop:type=Orders", "LargeOrder", "-1");

        assertThat(home.asked.get(0).body())
                .contains("\"select\":{\"instances\":[\"aws1/i-1\"]}")
                .contains("\"operation\":\"place(java.lang.String,int)\",\"arguments\":[\"a b\",\"2\"]");
        assertThat(home.asked.get(1).body()).contains("\"arguments\":[{\"a\":1},1.50]");
        assertThat(home.asked.get(2).body()).contains("\"attribute\":\"LargeOrder\",\"value\":\"-1\"");
    }

    @Test
    void theMembersOfAnMBeanAreListed() {
        home.answers(
                "/shop/calls",
                "{\"partial\":false,\"outcomes\":[{\"instance\":\"dc1/i-1\",\"responses\":[{\"status\":200,\"value\":{"
                        + "\"desc\":\"d\",\"attr\":{\"Size\":{\"type\":\"int\",\"rw\":true,\"desc\":\"How many.\"}},"
                        + "\"op\":{\"clear\":[{\"args\":[],\"ret\":\"void\",\"desc\":\"\"},"
                        + "{\"args\":[{\"type\":\"int\"},{\"type\":\"long\"}],\"ret\":\"int\",\"desc\":\"\"}]}}}]}]}");

        Shell.Ended ended = shell.run("list", "shop", "shop:type=Order!Queue,name=a/b");

        assertThat(ended.out())
                .isEqualTo(
                        """
                        KIND        NAME              TYPE   ACCESS        DESCRIPTION
                        attribute   Size              int    read, write   How many.
                        operation   clear()           void   exec
                        operation   clear(int,long)   int    exec
                        """);
        assertThat(home.asked.get(0).body())
                .contains("{\"type\":\"list\",\"path\":\"shop/type=Order!!Queue,name=a!/b\"}");
    }

    @Test
    void whatNobodyAnsweredHasTheExitCodeOfItsReason() {
        home.answers(
                "/shop/calls",
                "{\"partial\":true,\"outcomes\":[{\"instance\":\"dc1/i-1\",\"responses\":[{\"status\":403,"
                        + "\"error\":\"Not granted.\"}]}]}");

        Shell.Ended ended = shell.run("get", "shop", "java.lang:type=Memory", "Verbose");

        assertThat(ended.err()).isEqualTo("dc1/i-1: Not granted.\n");
        assertThat(ended.code()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED_REQUEST, 400, false, 2",
        "UNAUTHENTICATED, 401, false, 4",
        "OPERATION_DENIED, 403, false, 4",
        "APPLICATION_UNKNOWN, 404, false, 6",
        "LOGIN_THROTTLED, 429, true, 4",
        "TOO_MUCH, 429, false, 7",
        "NOT_HOME, 409, true, 7",
        "MOVE_REFUSED, 409, false, 1",
        "MAP_UNREACHABLE, 503, true, 5",
        "FUNCTION_TIMEOUT, 504, true, 5",
        "PLUGIN_BUSY, 503, true, 7",
        "INTERNAL, 500, false, 1",
        "FROM_A_LATER_RELEASE, 404, false, 6"
    })
    void aRefusalSaysItsCodeAndWhatToDoNext(String code, int status, boolean retryable, int exitCode) {
        home.refuses("/shop/calls", code, status, retryable);

        Shell.Ended ended = shell.run("get", "shop", "java.lang:type=Memory");

        assertThat(ended.err())
                .startsWith("farspan: " + code + ": No, because.\n")
                .contains("  trace: 0af7\n");
        assertThat(ended.code()).isEqualTo(exitCode);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void aHomeThatCannotBeReachedIsNamedAndTheNextOneIsAsked() throws IOException {
        // given
        String gone;
        try (RecordedHome other = new RecordedHome()) {
            gone = other.url();
        }
        home.answers("/shop/calls", HEAP);

        // when
        Shell.Ended alone = shell.run("get", "shop", "java.lang:type=Memory", "--home", gone);
        Shell.Ended both = shell.run("get", "shop", "java.lang:type=Memory", "--home", gone + "," + home.url());

        // then
        assertThat(alone.code()).isEqualTo(5);
        assertThat(alone.err())
                .startsWith("farspan: Home at " + gone + " cannot be reached")
                .contains("next: check the address");
        assertThat(both.code()).isEqualTo(3);
    }

    @Test
    void whatIsNoRouterIsSaidToBeNone() {
        home.answers("/shop/calls", 200, "text/html", "<html>");
        home.answers("/shop/instances", 502, "text/html", "<html>");

        assertThat(shell.run("get", "shop", "java.lang:type=Memory").err()).contains("Is it a Farspan router");
        assertThat(shell.run("instances", "shop").err()).contains("answered HTTP 502 without a reason");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "get shop | An MBean such as java.lang:type=Memory is required",
                "get Shop java.lang:type=Memory | 'Shop' is no target",
                "get shop/a/b/c java.lang:type=Memory | 'shop/a/b/c' is no target",
                "get java.lang:type=Memory | Nothing says which application is meant",
                "get shop java.lang:type=Memory --deadline soon | --deadline must be a duration",
                "get shop/primary java.lang:type=Memory -l a=b | labels select nothing",
                "exec shop java.lang:type=Memory | An operation is required",
                "set shop java.lang:type=Memory Verbose | An attribute and its value are required",
                "exec shop java.lang:type=Memory gc --json x | 'x' is not JSON",
                "get shop java.lang:type=Memory -o xml | next: farspan get --help",
                "gett shop | next: farspan --help",
                "get shop java.lang:type=Memory --home http://10.0.0.1 | would send the password in the clear"
            })
    void aMistakeIsUsageAndIsNotSent(String command, String message) {
        Shell.Ended ended = shell.run(command.split(" "));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains(message);
        assertThat(home.asked).isEmpty();
    }

    @Test
    void watchingAsksAgainUntilItIsInterruptedAndSurvivesAFailure() {
        // given
        home.answers("/shop/calls", HEAP);
        home.refuses("/shop/calls", "MAP_UNREACHABLE", 503, true);
        home.answers("/shop/calls", "{\"partial\":false,\"outcomes\":[]}");
        int[] rounds = {0};
        shell.pause = time -> rounds[0]++ < 2;

        // when
        Shell.Ended ended = shell.run("get", "shop", "java.lang:type=Memory", "Verbose", "--watch");

        // then
        assertThat(home.asked).hasSize(3);
        assertThat(ended.err()).contains("MAP_UNREACHABLE", "No instance is selected by shop");
        assertThat(ended.code()).isEqualTo(6);
    }
}
