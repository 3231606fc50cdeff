package io.farspan.core.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.core.agent.AgentSettings;
import io.farspan.core.call.AgentLimits;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.Json;

/**
 * A function in a JVM of its own, small, that asks all its instances for large answers while it asks one for a small one:
 * {@code BYTES-IN-FLIGHT SMALL-PORT LARGE-PORT…}. Prints how the outcomes were and how the small ones fared.
 */
public final class CrowdedFunction extends FunctionStage {

    private final long inFlight;

    private CrowdedFunction(long inFlight) {
        this.inFlight = inFlight;
    }

    @Override
    AgentSettings agents() {
        AgentSettings usual = AgentSettings.USUAL;
        return inFlight == 0
                ? usual
                : new AgentSettings(
                        usual.path(),
                        usual.authorization(),
                        usual.concurrency(),
                        usual.maxAnswerBytes(),
                        inFlight,
                        usual.idle());
    }

    /** The JVM's main. */
    public static void main(String[] arguments) throws Exception {
        int[] ports =
                Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        CrowdedFunction crowd = new CrowdedFunction(Long.parseLong(arguments[0]));
        try (ManagementFunction crowded = crowd.function(32 << 20, AgentLimits.USUAL)) {
            crowd.createTheApplication();
            for (int i = 0; i < ports.length; i++) {
                crowd.register("i-" + i, new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[i]));
            }
            StringBuilder names = new StringBuilder();
            for (int i = 1; i < ports.length; i++) {
                names.append(i > 1 ? "," : "").append("\"i-").append(i).append('"');
            }
            String large = call("[" + names + "]", "{\"type\":\"list\"}").replace("1500", "20000");
            String small = call("[\"i-0\"]", VERSION).replace("1500", "5000");
            for (int round = 0; round < 2; round++) {
                CompletableFuture<FunctionResponse> asked = crowded.handle(zipped(crowd, large))
                        .subscribeAsCompletionStage()
                        .toCompletableFuture();
                int answered = 0;
                int failed = 0;
                while (!asked.isDone()) {
                    JsonNode answer = json(
                            crowded.handle(crowd.request(small, "shop")).await().atMost(Duration.ofSeconds(9)));
                    if (answer.at("/outcomes/0/responses/0/status").asInt() == 200) {
                        answered++;
                    } else {
                        failed++;
                    }
                }
                JsonNode answer = Json.wire().readTree(Gzip.expand(asked.join().body(), 64 << 20));
                Map<String, Integer> codes = new TreeMap<>();
                answer.path("outcomes")
                        .forEach(outcome -> codes.merge(
                                outcome.has("responses")
                                        ? outcome.at("/responses/0/problem/code")
                                                        .asText("")
                                                        .isEmpty()
                                                ? "ANSWERED"
                                                : outcome.at("/responses/0/problem/code")
                                                        .asText()
                                        : outcome.at("/problem/code").asText(),
                                1,
                                Integer::sum));
                System.out.println("OUTCOMES " + codes + " SMALL " + answered + " FAILED " + failed);
            }
        }
        System.exit(0);
    }

    private static FunctionRequest zipped(CrowdedFunction crowd, String body) {
        FunctionRequest plain = crowd.request(body, "shop");
        Map<String, String> headers = new HashMap<>(plain.headers());
        headers.put("Accept-Encoding", "gzip");
        return new FunctionRequest("POST", plain.path(), headers, plain.body());
    }

    static Optional<String> line(String output) {
        return output.lines().filter(each -> each.startsWith("OUTCOMES")).reduce((one, next) -> next);
    }
}
