package io.farspan.core.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.StringJoiner;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.json.Json;
import io.farspan.testkit.fuzz.Chance;
import io.farspan.testkit.fuzz.Mutations;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An agent that somebody else has taken over: to one request in three it answers as it should, to the others with what is
 * nearly that, or with other HTTP than it should. The same body gets the same answer.
 */
public final class HostileAgent implements ScriptedAgent.Script {

    private static final List<String> HEADS = List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops",
            "HTTP/1.1 99999999999 OK\r\n\r\n",
            "HTTP/1.1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n",
            "SSH-2.0-OpenSSH_9.2\r\n",
            "\r\n\r\n\r\n");

    private static final int SILENT_MILLIS = 100;

    private final long seed;

    /** One of its kind. */
    public HostileAgent(long seed) {
        this.seed = seed;
    }

    @Override
    public boolean answer(String body, OutputStream out, int request) throws IOException, InterruptedException {
        Chance chance = new Chance(seed, body.hashCode());
        String right = right(body);
        byte[] answer = chance.oneIn(3) ? right.getBytes(UTF_8) : new Mutations(chance).body(right);
        switch (chance.below(40)) {
            case 0 -> {
                return false;
            }
            case 1 -> {
                Thread.currentThread().join(SILENT_MILLIS);
                return false;
            }
            case 2, 3, 4 -> {
                out.write(chance.pick(HEADS).getBytes(UTF_8));
                out.write(answer);
                return false;
            }
            case 5 -> {
                out.write(new Mutations(chance).bytes(ScriptedAgent.response(new String(answer, UTF_8))));
                return false;
            }
            default -> {
                out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length + "\r\n\r\n").getBytes(UTF_8));
                out.write(answer);
                return true;
            }
        }
    }

    private static String right(String body) throws IOException {
        JsonNode asked = Json.wire().readTree(body);
        StringJoiner answers = new StringJoiner(",", "[", "]");
        for (JsonNode request : asked) {
            answers.add("{\"request\":{\"type\":\"read\"},\"value\":"
                    + value(request.path("type").asText()) + ",\"timestamp\":1764000000,\"status\":200}");
        }
        return answers.toString();
    }

    private static String value(String type) {
        return switch (type) {
            case "search" ->
                "[\"java.lang:type=Memory\",\"java.lang:type=Runtime\",\"shop:type=Orders,name=\\\"x\\\"\"]";
            case "list" -> "{\"java.lang\":{\"type=Memory\":{\"attr\":{},\"op\":{},\"class\":\"M\",\"desc\":\"d\"}}}";
            default -> "{\"used\":10,\"text\":\"" + "x".repeat(1_500) + "\"}";
        };
    }
}
