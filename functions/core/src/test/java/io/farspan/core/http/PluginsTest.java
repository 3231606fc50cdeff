package io.farspan.core.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.core.agent.ScriptedAgent;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.plugin.FunctionPlugin;
import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.protocol.token.CallClaims;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.testkit.plugin.PluginJar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A function with jars of plugins, good and bad. */
class PluginsTest extends FunctionStage {

    private static final String PLUGIN =
            """
            package sample;
            import io.farspan.plugin.*;
            import io.farspan.protocol.call.*;
            import io.farspan.protocol.json.RawJson;
            import java.util.*;
            public class %1$s implements FunctionPlugin {
                public String name() { return "%2$s"; }
                public String version() { return "1.0"; }
                public Role role() { return Role.%3$s; }
                public boolean changesState() { return %4$s; }
                public PluginAnswer answer(RawJson body, PluginContext context) throws Exception {
                    %5$s
                }
            }
            """;

    @TempDir
    Path folder;

    private Optional<ManagementFunction> withPlugins = Optional.empty();

    @AfterEach
    void closeTheOther() {
        withPlugins.ifPresent(ManagementFunction::close);
    }

    @Test
    void aPluginAsksTheSelectedInstancesAndAnswersForTheLocation() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", agent.address());
            register("i-2", agent.address());
            drop(
                    "Ask",
                    "ask",
                    "VIEWER",
                    false,
                    """
                    List<Outcome> outcomes = context.agents().ask(List.of(RawJson.of("{\\"type\\":\\"version\\"}")));
                    return PluginAnswer.of(RawJson.of("{\\"body\\":" + body + ",\\"asked\\":" + outcomes.size()
                            + ",\\"instances\\":" + context.instances().size() + "}"));
                    """);

            // when
            JsonNode answer = answer(call("ask", "[\"i-2\"]", "{\"a\":1}"));

            // then
            assertThat(answer.path("version").asText()).isEqualTo("1.0");
            assertThat(answer.at("/outcomes/0/location").asText()).isEqualTo("aws1");
            assertThat(answer.at("/outcomes/0/value")).hasToString("{\"body\":{\"a\":1},\"asked\":1,\"instances\":1}");
            assertThat(agent.bodies()).containsExactly("[{\"type\":\"version\"}]");
        }
    }

    @Test
    void aPluginMayAnswerForSingleInstances() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER);
                ScriptedAgent hanging = ScriptedAgent.hanging()) {
            // given
            register("i-1", agent.address());
            register("i-2", hanging.address());
            drop(
                    "Each",
                    "each",
                    "VIEWER",
                    false,
                    """
                    return PluginAnswer.of(context.agents().ask(List.of(RawJson.of("{\\"type\\":\\"version\\"}")))
                            .stream().map(PluginAnswer.OfInstance::of).toList());
                    """);

            // when
            list();
            JsonNode answer = answer(call("each", "\"all\"", "null", 2_000));

            // then
            assertThat(answer.at("/outcomes/0/instance").asText()).isEqualTo("aws1/i-1");
            assertThat(answer.at("/outcomes/0/value/0/status").asInt()).isEqualTo(200);
            assertThat(answer.at("/outcomes/1/problem/code").asText()).isEqualTo("INSTANCE_TIMEOUT");
        }
    }

    @Test
    void theListHasVersionsRolesAndWhatWasLeftOut() throws IOException {
        // given
        drop("One", "twice", "VIEWER", false, "return null;");
        drop("Two", "twice", "ADMIN", true, "return null;");
        drop("Other", "other", "OPERATOR", true, "return null;");

        // when
        JsonNode listing = list();

        // then: the first by the file's name is kept
        assertThat(listing.path("location").asText()).isEqualTo("aws1");
        assertThat(listing.path("plugins"))
                .hasToString("[{\"name\":\"collect\",\"version\":\"1\",\"role\":\"admin\",\"changesState\":true},"
                        + "{\"name\":\"other\",\"version\":\"1.0\",\"role\":\"operator\",\"changesState\":true},"
                        + "{\"name\":\"twice\",\"version\":\"1.0\",\"role\":\"viewer\",\"changesState\":false}]");
        assertThat(listing.path("faults")).hasSize(1);
        assertThat(listing.at("/faults/0").asText()).contains("twice", "One.jar", "Two.jar");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "throw new IllegalStateException(\"oops\");                             | PLUGIN_FAILED",
                "throw new StackOverflowError();                                        | PLUGIN_FAILED",
                "throw new NoSuchMethodError(\"gone\");                                 | PLUGIN_INCOMPATIBLE",
                "return null;                                                           | PLUGIN_ANSWER_INVALID",
                "return PluginAnswer.of(RawJson.of(\"{\"));                             | PLUGIN_ANSWER_INVALID",
                "return PluginAnswer.of(RawJson.of(\"1,2\"));                           | PLUGIN_ANSWER_INVALID",
                "return PluginAnswer.of(RawJson.of(\"1}],'x':[{\"));                    | PLUGIN_ANSWER_INVALID",
                "return PluginAnswer.of(out -> {});                                     | PLUGIN_ANSWER_INVALID",
                "return PluginAnswer.of(RawJson.of(\"1e99999999999\"));                 | PLUGIN_ANSWER_INVALID",
                "return PluginAnswer.of(out -> { byte[] b = new byte[65536]; while (true) { out.write(b); } }); | PLUGIN_ANSWER_TOO_LARGE",
                "byte[] b = new byte[9999999]; return PluginAnswer.of(RawJson.slice(b, 0, b.length)); | PLUGIN_ANSWER_TOO_LARGE",
                "return PluginAnswer.of(List.of(PluginAnswer.OfInstance.of(new InstanceId(\"az1\", \"i-9\"), body))); | PLUGIN_ANSWER_INVALID",
                "return PluginAnswer.of(out -> { throw new java.io.IOException(\"x\"); }); | PLUGIN_FAILED",
                "new java.util.concurrent.CountDownLatch(1).await(); return null;       | PLUGIN_TIMEOUT",
                "while (!Thread.currentThread().isInterrupted()) { Thread.onSpinWait(); } | PLUGIN_TIMEOUT",
                "context.agents().ask(List.of(RawJson.of(\"{'type':'exec','mbean':'a:b=c','operation':'x'}\".replace((char) 39, '\"')))); return null; | PLUGIN_FAILED",
                "context.http().send(HttpPort.Request.get(java.net.URI.create(\"http://169.254.169.254/\"))); return null; | ADDRESS_REFUSED",
                "context.http().send(HttpPort.Request.get(java.net.URI.create(\"file:///etc/passwd\"))); return null; | PLUGIN_FAILED"
            })
    void aPluginThatMisbehavesCostsItsOwnAnswer(String code, String expected) throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", agent.address());
            drop("Bad", "bad", "VIEWER", false, "if (true) { " + code + " } return null;");

            // when
            list();
            long deadlineMs = expected.equals("PLUGIN_TIMEOUT") ? 400 : 5_000;
            JsonNode answer = answer(call("bad", "\"all\"", "null", deadlineMs));

            // then
            assertThat(answer.at("/outcomes/0/problem/code").asText()).isEqualTo(expected);
            assertThat(answer.at("/outcomes/0/problem/detail").asText()).isNotEmpty();
            assertThat(agent.bodies()).isEmpty();
        }
    }

    @Test
    void aPluginOfAnotherVersionCostsOnlyItself() throws IOException {
        // given: one made for a Java that is not there, and one compiled against a method that is gone
        drop("Future", "future", "VIEWER", false, "return null;");
        byte[] jar = Files.readAllBytes(folder.resolve("Future.jar"));
        assertThat(jar).isNotEmpty();
        try (var zip = java.nio.file.FileSystems.newFileSystem(folder.resolve("Future.jar"))) {
            byte[] type = Files.readAllBytes(zip.getPath("sample/Future.class"));
            type[7] = (byte) 200;
            Files.write(zip.getPath("sample/Future.class"), type);
        }
        drop("Works", "works", "VIEWER", false, "return PluginAnswer.of(body);");

        // then
        assertThat(problem(call("future", "\"all\"", "1"))).contains("PLUGIN_UNKNOWN", "Future.jar", "Java");
        assertThat(answer(call("works", "\"all\"", "1")).at("/outcomes/0/value").asInt())
                .isEqualTo(1);
    }

    @Test
    void pluginsThatHangKeepNeitherCallsNorOtherPluginsFromBeingAnswered() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given: a plugin that not even an interrupt ends, called more often than it may run
            register("i-1", agent.address());
            drop(
                    "Hangs",
                    "hangs",
                    "VIEWER",
                    false,
                    """
                    while (true) {
                        try { new java.util.concurrent.CountDownLatch(1).await(); } catch (InterruptedException e) { }
                    }
                    """);
            drop("Works", "works", "VIEWER", false, "return PluginAnswer.of(body);");
            list();
            List<CompletableFuture<FunctionResponse>> hanging = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                hanging.add(function().handle(by("anna", "hangs", 300)).subscribeAsCompletionStage());
            }

            // when
            FunctionResponse call = function()
                    .handle(request(call("\"all\"", VERSION), "shop"))
                    .await()
                    .atMost(Duration.ofSeconds(10));
            JsonNode plugin = answer(by("anna", "works", 5_000));

            // then
            assertThat(call.status()).isEqualTo(200);
            assertThat(plugin.at("/outcomes/0/value").asInt()).isEqualTo(1);
            List<String> codes = hanging.stream()
                    .map(each -> json(each.join()))
                    .map(answer -> answer.findPath("code").asText())
                    .toList();
            assertThat(codes).containsOnly("PLUGIN_TIMEOUT", "PLUGIN_BUSY");
            assertThat(codes).filteredOn("PLUGIN_TIMEOUT"::equals).hasSize(3);
            // and another caller still has the plugin
            assertThat(problem(by("anna", "hangs", 300))).contains("PLUGIN_BUSY", "3 calls of it by this caller");
            assertThat(problem(by("ben", "hangs", 300))).contains("PLUGIN_TIMEOUT");
        }
    }

    @Test
    void aPluginThatHangsWhenItIsMadeHoldsUpNoCall() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", agent.address());
            PluginJar.write(
                    folder.resolve("Stuck.jar"),
                    FunctionPlugin.class,
                    "sample.Stuck",
                    PLUGIN.formatted("Stuck", "stuck", "VIEWER", false, "return null;")
                            .replace(
                                    "public String name",
                                    """
                                    public Stuck() throws InterruptedException {
                                        new java.util.concurrent.CountDownLatch(1).await();
                                    }
                                    public String name"""));

            // when
            CompletableFuture<FunctionResponse> plugin =
                    function().handle(call("stuck", "\"all\"", "1", 200)).subscribeAsCompletionStage();
            FunctionResponse call = send(function(), request(call("\"all\"", VERSION), "shop"));

            // then
            assertThat(call.status()).isEqualTo(200);
            assertThat(json(plugin.join()).path("code").asText()).isEqualTo("PLUGIN_TIMEOUT");
        }
    }

    @Test
    void aTokenIsForOnePlugin() throws IOException {
        // given
        drop("One", "one", "VIEWER", false, "return PluginAnswer.of(body);");
        drop("Two", "two", "VIEWER", false, "return PluginAnswer.of(body);");
        String body = body("\"all\"", "1", 5_000, "viewer", false);

        // then: neither of another plugin, nor of the list, nor one for calls, with or without a path
        for (String path : List.of("/v1/plugins/two", "/v1/plugins", "/v1/call", "/v1/probe")) {
            assertThat(problem(new FunctionRequest(
                            "POST", "/v1/plugins/one", token(path, "POST", body).headers(), body.getBytes())))
                    .contains("TOKEN_INVALID");
        }
        assertThat(problem(new FunctionRequest(
                        "POST", "/v1/plugins/one", request(body, "shop").headers(), body.getBytes())))
                .contains("TOKEN_INVALID", "for calls and probes");
        // and one for a plugin calls nothing
        String call = call("\"all\"", VERSION);
        assertThat(problem(new FunctionRequest(
                        "POST",
                        "/v1/call",
                        token("/v1/plugins/one", "POST", call).headers(),
                        call.getBytes())))
                .contains("TOKEN_INVALID");
        assertThat(answer(call("one", "\"all\"", "1")).at("/outcomes/0/value").asInt())
                .isEqualTo(1);
    }

    @Test
    void aPluginThatNeedsAnotherRoleThanWasJudgedIsNotRun() throws IOException {
        // given
        drop("Acts", "acts", "OPERATOR", true, "return PluginAnswer.of(body);");

        // then
        assertThat(problem(pluginRequest("acts", body("\"all\"", "1", 5_000, "viewer", true))))
                .contains("PLUGIN_CHANGED", "requires operator");
        assertThat(problem(pluginRequest("acts", body("\"all\"", "1", 5_000, "operator", false))))
                .contains("PLUGIN_CHANGED");
        assertThat(send(function(), pluginRequest("acts", body("\"all\"", "1", 5_000, "operator", true)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPluginThatChangesStateIsRefusedUnderAnOldEpoch() throws IOException {
        // given
        drop("Acts", "acts", "OPERATOR", true, "return PluginAnswer.of(body);");
        epoch = 7;
        send(function(), pluginRequest("acts", body("\"all\"", "1", 5_000, "operator", true)));

        // when
        epoch = 6;

        // then
        assertThat(problem(pluginRequest("acts", body("\"all\"", "1", 5_000, "operator", true))))
                .contains("EPOCH_STALE");
    }

    @Test
    void whatAPluginKeepsOfACallIsOfNoUseAfterIt() throws IOException {
        // given
        drop(
                "Keeps",
                "keeps",
                "VIEWER",
                false,
                """
                String kept = System.getProperty("sample.kept");
                Object before = System.getProperties().put("sample.context", context);
                if (before == null) { return PluginAnswer.of(body); }
                System.getProperties().remove("sample.context");
                ((PluginContext) before).agents();
                return null;
                """);

        // when
        answer(call("keeps", "\"all\"", "1"));
        JsonNode second = answer(call("keeps", "\"all\"", "1"));

        // then
        assertThat(second.at("/outcomes/0/problem/detail").asText()).contains("The call has ended");
    }

    @Test
    void aPluginReachesServicesWithinTheNetworksAndFollowsNoRedirect() throws IOException {
        try (ScriptedAgent service = new ScriptedAgent((body, out, number) -> {
            out.write("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 2\r\n\r\nhi"
                    .getBytes());
            return false;
        })) {
            // given
            drop(
                    "Fetch",
                    "fetch",
                    "VIEWER",
                    false,
                    """
                    HttpPort.Response response = context.http().send(
                            HttpPort.Request.get(java.net.URI.create(body.tree().asText())));
                    return PluginAnswer.of(RawJson.of("[" + response.status() + ",\\"" + new String(response.body())
                            + "\\",\\"" + response.header("location").get() + "\\"]"));
                    """);

            // when: by a name, which is resolved once
            JsonNode answer = answer(call(
                    "fetch",
                    "\"all\"",
                    "\"http://localhost:" + service.address().getPort() + "/x\""));

            // then
            assertThat(answer.at("/outcomes/0/value")).hasToString("[302,\"hi\",\"http://169.254.169.254/\"]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "127.0.0.9"})
    void aPluginReachesNoAgentPastTheRulesForAgents(String host) throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given: the agent of an instance that was not selected
            register("i-1", agent.address());
            put(new InstanceEntry(id("i-2"), "127.0.0.1", 1, InstanceEntry.State.UP, Map.of()));
            drop(
                    "Bypass",
                    "bypass",
                    "VIEWER",
                    false,
                    """
                    context.http().send(HttpPort.Request.get(java.net.URI.create(body.tree().asText())));
                    return null;
                    """);

            // when
            String uri = "\"http://" + host + ":" + agent.address().getPort() + "/jolokia\"";
            JsonNode answer = answer(call("bypass", "[\"i-2\"]", uri));

            // then
            assertThat(answer.at("/outcomes/0/problem/code").asText()).isEqualTo("ADDRESS_REFUSED");
            assertThat(answer.at("/outcomes/0/problem/detail").asText()).contains("context.agents()");
            assertThat(agent.bodies()).isEmpty();
        }
    }

    @Test
    void aPluginReachesNoAgentOfAnotherApplication() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER);
                ScriptedAgent service = ScriptedAgent.answering("1")) {
            // given: the map of this application has agents elsewhere, on the same port
            put(new InstanceEntry(id("i-1"), "127.0.0.1", 1, InstanceEntry.State.UP, Map.of()));
            put(new InstanceEntry(id("i-2"), "192.0.2.1", agent.address().getPort(), InstanceEntry.State.UP, Map.of()));
            drop(
                    "Bypass",
                    "bypass",
                    "VIEWER",
                    false,
                    """
                    context.http().send(HttpPort.Request.get(java.net.URI.create(body.tree().asText())));
                    return PluginAnswer.of(RawJson.of("1"));
                    """);
            String uri = "\"http://127.0.0.1:%d/\"";

            // when
            JsonNode refused = answer(
                    call("bypass", "[\"i-1\"]", uri.formatted(agent.address().getPort())));
            JsonNode usual = answer(call("bypass", "[\"i-1\"]", uri.formatted(8778)));
            JsonNode other = answer(
                    call("bypass", "[\"i-1\"]", uri.formatted(service.address().getPort())));

            // then
            assertThat(refused.at("/outcomes/0/problem/code").asText()).isEqualTo("ADDRESS_REFUSED");
            assertThat(refused.at("/outcomes/0/problem/detail").asText()).contains("another application's agent");
            assertThat(agent.bodies()).isEmpty();
            assertThat(usual.at("/outcomes/0/problem/code").asText()).isEqualTo("ADDRESS_REFUSED");
            assertThat(other.at("/outcomes/0/value").asInt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw new io.farspan.protocol.problem.FarspanException(problem.code(), problem.detail());",
                "return PluginAnswer.of(List.of(PluginAnswer.OfInstance.failed(new InstanceId(\"aws1\", \"i-1\"), problem)));"
            })
    void aProblemOfAPluginIsShortAndSaysNothingInHomesName(String code) throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", agent.address());
            drop(
                    "Wordy",
                    "wordy",
                    "VIEWER",
                    false,
                    """
                    var plain = io.farspan.protocol.problem.Problem.of(
                            io.farspan.protocol.problem.ProblemCode.PLUGIN_FAILED, "a\\n" + "x".repeat(10_000_000));
                    var problem = new io.farspan.protocol.problem.Problem(java.net.URI.create("urn:x"), "Forged", 200,
                            plain.detail(), plain.code(), true, Optional.empty(), Optional.of("trace"), Optional.empty());
                    """
                            + code);

            // when
            JsonNode problem = answer(call("wordy", "\"all\"", "null")).at("/outcomes/0/problem");

            // then
            assertThat(problem.path("detail").asText()).startsWith("a\\u000ax").hasSizeLessThan(1_010);
            assertThat(problem.path("title").asText()).isEqualTo("The plugin failed");
            assertThat(problem.path("status").asInt()).isEqualTo(502);
            assertThat(problem.has("traceId")).isFalse();
        }
    }

    @Test
    void anUnknownPluginIsSaidToBeUnknown() throws IOException {
        drop("Works", "works", "VIEWER", false, "return PluginAnswer.of(body);");
        assertThat(problem(call("else", "\"all\"", "1"))).contains("PLUGIN_UNKNOWN", "works");
        assertThat(problem(token("/v1/plugins/Bad_Name", "POST", "1"))).contains("NOT_FOUND");
        assertThat(problem(token("/v1/plugins/works", "GET", ""))).contains("METHOD_NOT_ALLOWED");
    }

    @Test
    void aConnectionThatAPluginLeavesHangingIsClosedAtTheDeadline() throws IOException {
        try (ScriptedAgent service = ScriptedAgent.hanging()) {
            // given
            drop(
                    "Waits",
                    "waits",
                    "VIEWER",
                    false,
                    """
                    context.http().send(HttpPort.Request.get(java.net.URI.create(body.tree().asText())));
                    return null;
                    """);

            // when: more often than it could if its threads were not given back
            list();
            for (int i = 0; i < 6; i++) {
                String uri = "\"http://127.0.0.1:" + service.address().getPort() + "/\"";
                await().atMost(Duration.ofSeconds(10)).until(() -> !problem(call("waits", "\"all\"", uri, 100))
                        .contains("PLUGIN_BUSY"));
            }
        }
    }

    @Test
    void aHandshakeThatAPluginLeavesBehindEndsWithItsCall() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(10_000);
            // given: a plugin that returns while a thread of its own is in a handshake
            drop(
                    "Leaves",
                    "leaves",
                    "VIEWER",
                    false,
                    """
                    HttpPort http = context.http();
                    Thread thread = new Thread(() -> {
                        try { http.send(HttpPort.Request.get(java.net.URI.create(body.tree().asText()))); }
                        catch (Exception e) { }
                    });
                    thread.setDaemon(true);
                    thread.start();
                    ((java.util.concurrent.CountDownLatch) System.getProperties().get("sample.accepted")).await();
                    return PluginAnswer.of(RawJson.of("1"));
                    """);
            CountDownLatch accepted = new CountDownLatch(1);
            System.getProperties().put("sample.accepted", accepted);
            list();

            // when
            String uri = "\"https://127.0.0.1:" + silent.getLocalPort() + "/\"";
            CompletableFuture<FunctionResponse> called =
                    function().handle(call("leaves", "\"all\"", uri, 25_000)).subscribeAsCompletionStage();
            try (Socket socket = silent.accept()) {
                socket.setSoTimeout(10_000);
                assertThat(socket.getInputStream().read()).isPositive();
                accepted.countDown();

                // then: it is closed, long before the deadline
                assertThat(called).succeedsWithin(Duration.ofSeconds(10));
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } finally {
                System.getProperties().remove("sample.accepted");
            }
        }
    }

    private ManagementFunction function() {
        if (withPlugins.isEmpty()) {
            withPlugins = Optional.of(ManagementFunction.create(
                    settings(32 << 20, limits()),
                    map,
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    PluginFolder.open(folder, PluginsTest.class.getClassLoader())));
        }
        return withPlugins.get();
    }

    private void drop(String type, String name, String role, boolean changes, String code) throws IOException {
        PluginJar.write(
                folder.resolve(type + ".jar"),
                FunctionPlugin.class,
                "sample." + type,
                PLUGIN.formatted(type, name, role, changes, code));
    }

    private static String body(String instances, String body, long deadlineMs, String role, boolean changes) {
        return json(instances, body, deadlineMs, role, changes).toString();
    }

    private static ObjectNode json(String instances, String body, long deadlineMs, String role, boolean changes) {
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        call.put("application", "shop");
        call.putRawValue("instances", new com.fasterxml.jackson.databind.util.RawValue(instances));
        call.putRawValue("body", new com.fasterxml.jackson.databind.util.RawValue(body));
        call.put("deadlineMs", deadlineMs).put("role", role).put("changesState", changes);
        return call;
    }

    private FunctionRequest call(String name, String instances, String body) {
        return call(name, instances, body, 5_000);
    }

    private FunctionRequest call(String name, String instances, String body, long deadlineMs) {
        return pluginRequest(name, body(instances, body, deadlineMs, "viewer", false));
    }

    private FunctionRequest by(String caller, String name, long deadlineMs) {
        ObjectNode call = json("\"all\"", "1", deadlineMs, "viewer", false);
        return pluginRequest(name, call.put("caller", caller).toString());
    }

    private FunctionRequest pluginRequest(String name, String body) {
        return token("/v1/plugins/" + name, "POST", body);
    }

    private FunctionRequest token(String path, String method, String body) {
        CallClaims claims = new CallClaims(
                "shop",
                "aws1",
                epoch,
                CallClaims.digest(body.getBytes()),
                NOW.getEpochSecond(),
                NOW.getEpochSecond() + 30,
                "plugin-" + nonce++,
                Optional.of(path));
        return new FunctionRequest(method, path, Map.of("farspan-token", home.sign(claims)), body.getBytes());
    }

    private static FunctionResponse send(ManagementFunction function, FunctionRequest request) {
        return function.handle(request).await().atMost(Duration.ofSeconds(15));
    }

    /** Has the plugins looked for, which takes a while the first time, so that no deadline has to allow for it. */
    private JsonNode list() {
        return json(send(function(), token("/v1/plugins", "GET", "")));
    }

    private JsonNode answer(FunctionRequest request) {
        FunctionResponse response = send(function(), request);
        assertThat(response.status()).as(new String(response.body())).isEqualTo(200);
        return json(response);
    }

    private String problem(FunctionRequest request) {
        return new String(send(function(), request).body());
    }
}
