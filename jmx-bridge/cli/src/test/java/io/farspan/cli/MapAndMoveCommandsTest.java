package io.farspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The map, moves, the ledger, the policy and plugins, against recorded answers. */
class MapAndMoveCommandsTest {

    private static final String MAP =
            """
            {"application":"shop","home":"dc1","standby":["aws1","az1"],"epoch":42,"generation":7,
             "asOf":"2026-11-30T12:00:00Z","stale":false,"tool":{"host":"router.dc1","port":8443},
             "functions":[{"location":"aws1","host":"f.aws1","port":443,"path":"/v1","kind":"lambda"}],
             "traffic":[{"location":"aws1","host":"lb.aws1","port":443,"weight":25}],
             "instances":[
              {"id":"aws1/i-1","address":"10.0.0.1","port":8778,"state":"up","labels":{"tier":"web"},
               "service":{"address":"10.0.0.1","port":8080,"path":"/health"}},
              {"id":"az1/i-2","address":"10.1.0.1","port":8778,"state":"draining","labels":{}}],
             "problems":[]}
            """;

    @TempDir
    private Path folder;

    private RecordedHome home;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        home = new RecordedHome();
        shell = Shell.at(home, folder);
        shell.environment.put("FARSPAN_APPLICATION", "shop");
    }

    @AfterEach
    void stop() {
        home.close();
    }

    @Test
    void instancesAreListedAndTheirNamesAreKeptForCompletion() throws IOException {
        // given
        home.answers("/shop/instances", MAP);

        // when
        Shell.Ended all = shell.run("instances");
        Shell.Ended one = shell.run("instances", "shop/aws1", "-l", "tier=web", "-o", "name");

        // then
        assertThat(all.out())
                .isEqualTo(
                        """
                        INSTANCE   STATE      AGENT           SERVICE                LABELS
                        aws1/i-1   up         10.0.0.1:8778   10.0.0.1:8080/health   tier=web
                        az1/i-2    draining   10.1.0.1:8778
                        """);
        assertThat(one.out()).isEqualTo("shop/aws1/i-1\n");
        assertThat(Files.readAllLines(folder.resolve(".cache/farspan/names-default")))
                .containsExactly("shop", "shop/aws1", "shop/aws1/i-1", "shop/az1", "shop/az1/i-2", "shop/primary");
    }

    @Test
    void theMapIsATableOfItsRecords() {
        home.answers("/shop/map", MAP);

        assertThat(shell.run("map").out())
                .isEqualTo(
                        """
                        RECORD     NAME         VALUE
                        home       dc1          epoch 42, generation 7, standby aws1, az1
                        tool       router.dc1   port 8443
                        function   aws1         lambda f.aws1:443/v1
                        traffic    aws1         weight 25 at lb.aws1:443
                        instance   aws1/i-1     up at 10.0.0.1:8778
                        instance   az1/i-2      draining at 10.1.0.1:8778
                        """);
        assertThat(shell.run("home").out())
                .isEqualTo(
                        """
                        HOME   STANDBY    EPOCH
                        dc1    aws1,az1   42
                        """);
        assertThat(shell.run("weights").out())
                .isEqualTo(
                        """
                        LOCATION   WEIGHT   ADDRESS
                        aws1       25       lb.aws1:443
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "map shop/aws1",
                "locations shop/aws1",
                "instances shop/primary",
                "diagnose shop/aws1/i-1",
                "ledger shop/aws1",
                "weights shop/aws1 aws1=1 --reason r",
                "failover shop/aws1 --from aws1 --reason r --yes",
                "home shop/primary",
                "plugin list shop/aws1",
                "policy lines shop/aws1",
                "policy check shop/aws1 get a:b=c",
                "action list shop/aws1",
                "action show shop/aws1 6d0f2c3e-1f0a-4c55-9d3e-0a1b2c3d4e5f",
                "action cancel shop/aws1 6d0f2c3e-1f0a-4c55-9d3e-0a1b2c3d4e5f",
                "list shop java.lang"
            })
    void aWordThatACommandWouldIgnoreIsRefused(String line) {
        Shell.Ended ended = shell.run(line.split(" "));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).containsAnyOf("Name 'shop' instead of 'shop/", "An MBean such as");
        assertThat(home.asked).isEmpty();
    }

    @Test
    void aRecordThatCannotBeUnderstoodMakesTheAnswerPartial() {
        home.answers(
                "/shop/instances",
                "{\"stale\":true,\"asOf\":\"2026-11-30T12:00:00Z\",\"instances\":[],\"problems\":[{\"code\":"
                        + "\"MAP_RECORD_INVALID\",\"status\":502,\"detail\":\"Odd.\",\"retryable\":false}]}");

        Shell.Ended ended = shell.run("instances");

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).contains("MAP_RECORD_INVALID: Odd.", "this is the map of 2026-11-30T12:00:00Z");
    }

    @Test
    void aMoveThatNobodyCanConfirmIsNotMade() {
        Shell.Ended ended = shell.run("failover", "--from", "aws1", "--reason", "planned work");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("Say --yes to commit it, or --dry-run");
        assertThat(home.asked).isEmpty();
    }

    @Test
    void aDryRunShowsWhatWouldChangeAndARuleThatForbidsItIsAFailure() {
        home.answers(
                "/shop/weights",
                "{\"dryRun\":true,\"committed\":false,\"verified\":false,\"epoch\":1,\"diff\":[{\"record\":\"_weights.shop\","
                        + "\"before\":\"{aws1=50}\",\"after\":\"{aws1=25}\"}],\"refusals\":[{\"rule\":\"capacity\",\"detail\":\"Too few.\"}]}");

        Shell.Ended ended = shell.run("weights", "shop", "aws1=25", "--reason", "it is well", "--dry-run");

        assertThat(ended.out())
                .isEqualTo(
                        """
                        RECORD          BEFORE      AFTER
                        _weights.shop   {aws1=50}   {aws1=25}
                        """);
        assertThat(ended.err()).isEqualTo("rule capacity forbids it: Too few.\n");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(home.asked.get(0).body())
                .isEqualTo("{\"weights\":{\"aws1\":25},\"reason\":\"it is well\",\"dryRun\":true}");
    }

    @Test
    void aCommittedMoveSaysItsEpochAndWhetherItWasSeen() {
        String plan = "{\"dryRun\":false,\"committed\":true,\"verified\":%s,\"epoch\":43,\"diff\":[],\"refusals\":[]}";
        home.answers("/shop/home", plan.formatted(true)).answers("/shop/failover", plan.formatted(false));

        Shell.Ended seen = shell.run("home", "--to", "aws1", "--reason", "upgrade", "--yes");
        Shell.Ended unseen = shell.run("failover", "--from", "aws1", "--to", "az1", "--reason", "upgrade", "-y");

        assertThat(seen.code()).isZero();
        assertThat(seen.err()).isEqualTo("Committed under epoch 43 and seen in the map.\n");
        assertThat(unseen.code()).isEqualTo(3);
        assertThat(home.asked.get(1).body())
                .isEqualTo("{\"from\":\"aws1\",\"to\":\"az1\",\"reason\":\"upgrade\",\"dryRun\":false}");
    }

    @Test
    void theDiagnosisIsACheckForScripts() {
        home.answers(
                "/shop/diagnosis",
                "{\"verdicts\":[{\"kind\":\"APP_DOWN\",\"component\":\"instance aws1/i-1\",\"confidence\":0.98,"
                        + "\"since\":\"2026-11-30T12:00:00Z\",\"evidence\":[\"dc1 tried 4 times\"],\"witnesses\":2}],\"edges\":[]}");

        Shell.Ended ended = shell.run("diagnose", "--check");

        assertThat(ended.out())
                .isEqualTo(
                        """
                        VERDICT    COMPONENT           CONFIDENCE   WITNESSES   SINCE
                        APP_DOWN   instance aws1/i-1   0.98         2           2026-11-30T12:00:00Z
                          APP_DOWN: dc1 tried 4 times
                        """);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(shell.run("diagnose").code()).isZero();
        assertThat(shell.run("diagnose", "-o", "name").out()).isEqualTo("APP_DOWN instance aws1/i-1\n");
    }

    @Test
    void theDiagnosisIsWatchedAsItChanges() {
        String one = "data: {\"verdicts\":[{\"kind\":\"HEALTHY\",\"component\":\"application shop\"}]}\n\n";
        String other = "data: {\"verdicts\":[{\"kind\":\"APP_DOWN\",\"component\":\"instance aws1/i-1\"}]}\n\n";
        home.answers("/shop/diagnosis", 200, "text/event-stream", one + one + other);

        assertThat(shell.run("diagnose", "--watch", "-o", "name").out())
                .isEqualTo("HEALTHY application shop\nAPP_DOWN instance aws1/i-1\n");
    }

    @Test
    void watchingTheDiagnosisOutlastsAHomeThatIsBusyButNotARefusal() {
        // given
        String one = "data: {\"verdicts\":[{\"kind\":\"HEALTHY\",\"component\":\"application shop\"}]}\n\n";
        String other = "data: {\"verdicts\":[{\"kind\":\"APP_DOWN\",\"component\":\"instance aws1/i-1\"}]}\n\n";
        home.answers("/shop/diagnosis", 200, "text/event-stream", one)
                .refuses("/shop/diagnosis", "TOO_MUCH", 429, true)
                .refuses("/shop/diagnosis", "STARTING", 503, true)
                .answers("/shop/diagnosis", 200, "text/event-stream", other)
                .refuses("/shop/diagnosis", "FORBIDDEN", 403, false);
        shell.pause = time -> true;

        // when
        Shell.Ended ended = shell.run("diagnose", "--watch", "-o", "name");

        // then
        assertThat(ended.out()).isEqualTo("HEALTHY application shop\nAPP_DOWN instance aws1/i-1\n");
        assertThat(ended.code()).isEqualTo(4);
    }

    @Test
    void theLedgerIsListedAndVerified() {
        home.answers(
                        "/shop/ledger",
                        "{\"application\":\"shop\",\"complete\":true,\"waiting\":0,\"entries\":[{\"sequence\":9,\"entry\":{"
                                + "\"at\":\"2026-11-30T12:00:00Z\",\"kind\":\"failover\",\"who\":\"admin\",\"what\":\"moved\",\"why\":\"work\"}}]}")
                .answers("/shop/ledger/verification", "{\"intact\":false,\"problem\":\"Entry 3 differs.\"}");

        assertThat(shell.run("ledger", "--kind", "failover", "--since", "2026-11-30T11:00:00Z")
                        .out())
                .isEqualTo(
                        """
                        NUMBER   AT                     KIND       WHO     WHAT    WHY
                        9        2026-11-30T12:00:00Z   failover   admin   moved   work
                        """);
        assertThat(home.asked.get(0).query()).isEqualTo("kind=failover&since=2026-11-30T11:00:00Z&limit=20");
        assertThat(shell.run("ledger", "--verify").code()).isEqualTo(1);
    }

    @Test
    void thePolicyIsAskedWithoutSendingAnything() {
        home.answers(
                "/shop/policy/check",
                "{\"findings\":[{\"request\":{\"type\":\"exec\"},\"allowed\":false,\"expanded\":false,\"problem\":{\"code\":"
                        + "\"OPERATION_DENIED\",\"detail\":\"No line.\"}}]}");

        Shell.Ended ended = shell.run("policy", "check", "exec", "java.lang:type=Memory", "gc", "--role", "operator");

        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.out())
                .isEqualTo(
                        """
                        VERDICT   REQUEST           LINE
                        denied    {"type":"exec"}
                        """);
        assertThat(home.asked.get(0).body())
                .isEqualTo(
                        "{\"requests\":[{\"operation\":\"gc\",\"mbean\":\"java.lang:type=Memory\",\"type\":\"exec\"}],"
                                + "\"role\":\"operator\"}");
    }

    @Test
    void aBodyIsReadFromItsFileAndAValueThatBeginsWithAnAtSignStaysAsItIs() throws IOException {
        // given
        String file = "@" + Files.writeString(folder.resolve("body.json"), "{\"a\": [1]}");
        home.answers("/shop/plugins/heap", "{\"partial\":false,\"outcomes\":[]}")
                .answers("/shop/calls", "{\"partial\":false,\"outcomes\":[]}");

        // when
        shell.run("plugin", "call", "heap", "--body", file);
        shell.run("set", "shop:type=Orders", "Note", file);

        // then
        assertThat(home.asked.get(0).body()).contains("\"body\":{\"a\":[1]}");
        assertThat(home.asked.get(1).body()).contains("\"value\":\"" + file + "\"");
    }

    @Test
    void aPluginsAnswersAreShownByLocation() {
        home.answers(
                "/shop/plugins/heap",
                "{\"partial\":true,\"outcomes\":[{\"location\":\"aws1\",\"tookMs\":9,\"value\":{\"usedBytes\":4}},"
                        + "{\"location\":\"az1\",\"tookMs\":0,\"problem\":{\"code\":\"PLUGIN_UNKNOWN\",\"status\":404,\"detail\":\"None.\"}}]}");

        Shell.Ended ended = shell.run("plugin", "call", "shop/aws1", "heap", "--body", "{\"a\":[1]}");

        assertThat(ended.out())
                .isEqualTo(
                        """
                        WHERE   TOOK MS   VALUE
                        aws1    9         {"usedBytes":4}
                        """);
        assertThat(ended.code()).isEqualTo(3);
        assertThat(home.asked.get(0).body())
                .isEqualTo("{\"select\":{\"locations\":[\"aws1\"]},\"body\":{\"a\":[1]},\"deadlineMs\":5000}");
    }
}
