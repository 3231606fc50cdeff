package io.farspan.router.fuzz;

import java.net.URLEncoder;
import java.util.List;

import io.farspan.testkit.fuzz.Chance;
import io.farspan.testkit.fuzz.Mutations;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Generates the request of each iteration; most are calls, over the HTTP API or Jolokia. */
final class Inputs {

    private static final String API = "/api/v1/applications/";
    private static final String MEMORY = "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\"";

    /** Jolokia requests: one of each kind, and those that found faults before. */
    private static final List<String> REQUESTS = List.of(
            MEMORY + ",\"attribute\":\"HeapMemoryUsage\",\"path\":\"used\"}",
            MEMORY
                    + ",\"attribute\":[\"HeapMemoryUsage\",\"Verbose\"],\"config\":{\"ignoreErrors\":true,\"maxDepth\":2}}",
            "{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true,\"maxObjects\":10}}",
            "{\"type\":\"list\",\"path\":\"java.lang/type=Memory\",\"config\":{\"maxDepth\":2,\"listCache\":true}}",
            "{\"type\":\"list\"}",
            "{\"type\":\"search\",\"mbean\":\"*:type=Memory,*\"}",
            "{\"type\":\"version\"}",
            "{\"type\":\"config\"}",
            "{\"type\":\"write\",\"mbean\":\"shop:type=Orders\",\"attribute\":\"LargeOrder\",\"value\":5000,\"path\":\"a\"}",
            "{\"type\":\"exec\",\"mbean\":\"shop:type=Orders\",\"operation\":\"place(long,int)\",\"arguments\":[250,4]}",
            "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}",
            "{\"type\":\"notification\",\"command\":\"register\"}",
            "{\"type\":\"notification\",\"command\":\"add\",\"client\":\"c1\",\"mode\":\"pull\",\"mbean\":\"shop:type=Orders\",\"filter\":[\"shop.order.large\"],\"config\":{\"maxEntries\":5},\"handback\":\"h\"}",
            "{\"type\":\"notification\",\"command\":\"list\",\"client\":\"c1\"}");

    private static final List<String> SELECTED = List.of(
            "",
            "\"select\":\"all\",",
            "\"select\":\"primary\",",
            "\"select\":{\"locations\":[\"aws1\",\"az1\"]},",
            "\"select\":{\"instances\":[\"aws1/i-1\"]},",
            "\"select\":{\"labels\":{\"tier\":\"web\"}},");

    private static final List<String> UNIFIED =
            List.of("", ",\"unify\":[\"sum\",\"avg\"]", ",\"unify\":[\"min\",\"max\",\"p50\",\"p99\",\"merge\"]");

    private static final List<String> PATHS = List.of(
            "/read/java.lang:type=Memory/HeapMemoryUsage/used",
            "/read/java.lang:type=Memory/HeapMemoryUsage,Verbose",
            "/read/x:path=!/a!/b!!c/A",
            "/search/*:type=Memory,*",
            "/list/java.lang/type=Memory?maxDepth=1&listCache=true",
            "/list",
            "/exec/shop:type=Orders/place(long,int)/250/4",
            "/write/shop:type=Orders/LargeOrder/5000/a/b",
            "/notification/add/c1/pull/shop:type=Orders/a,b/{}/h",
            "/notification/open/c1/sse",
            "/version",
            "/config",
            "?p=read/java.lang:type=Memory/Verbose&ignoreErrors=true",
            "/",
            "");

    private static final List<String> QUERIES = List.of(
            "fuzz/ledger?kind=call&limit=20",
            "fuzz/ledger?who=operator&since=2026-11-22T12:00:00Z&limit=20",
            "fuzz/ledger?before=100&limit=5",
            "shop/actions?limit=20",
            "shop/actions?before=00000000-0000-0000-0000-000000000000",
            "shop/actions/00000000-0000-0000-0000-000000000000?instance=aws1/i-1",
            "fuzz/diagnosis",
            "fuzz/map",
            "fuzz/locations",
            "fuzz/instances");

    private static final List<String> MOVES = List.of(
            "weights~{\"weights\":{\"aws1\":30,\"az1\":70},\"reason\":\"a sale\",\"dryRun\":true}",
            "failover~{\"from\":\"aws1\",\"to\":\"az1\",\"reason\":\"a drill\",\"dryRun\":true}",
            "home~{\"to\":\"aws1\",\"reason\":\"a drill\",\"dryRun\":true}");

    private static final List<String> ACTIONS = List.of(
            "{\"action\":\"gc\",\"select\":\"all\",\"deadlineMs\":2000,\"reason\":\"a drill\"}",
            "{\"action\":\"histogram\",\"arguments\":{\"all\":true}}",
            "{\"action\":\"histogram\",\"arguments\":{\"since\":\"00000000-0000-0000-0000-000000000000\"}}",
            "{\"action\":\"threads\",\"arguments\":{\"from\":\"beans\"},\"select\":{\"locations\":[\"aws1\"]}}",
            "{\"action\":\"level\",\"arguments\":{\"logger\":\"shop\",\"level\":\"FINE\",\"seconds\":1}}",
            "{\"action\":\"exec\",\"arguments\":{\"mbean\":\"shop:type=Orders\",\"operation\":\"place(long,int)\",\"arguments\":[250,4]}}");

    private static final String INSTANCE =
            "{\"id\":\"aws1/i-%d\",\"address\":\"127.0.0.1\",\"port\":8778,\"state\":\"UP\",\"labels\":{\"tier\":\"web\"}%s}";

    private static final String SERVICE = ",\"service\":{\"address\":\"127.0.0.1\",\"port\":8080,\"path\":\"/health\"}";

    private static final List<String> ACCEPTED = List.of("*/*", "application/json", "application/x-ndjson");

    private final Chance chance;
    private final Mutations mutations;
    private final long iteration;

    Inputs(long seed, long iteration) {
        this.chance = new Chance(seed, iteration);
        this.mutations = new Mutations(chance);
        this.iteration = iteration;
    }

    /** The input of an iteration. */
    Input next() {
        int kind = chance.below(100);
        if (kind < 40) {
            return call().as(anybody()).input();
        } else if (kind < 50) {
            return answered().as("viewer").input();
        } else if (kind < 65) {
            return jolokiaGet().as(anybody()).input();
        } else if (kind < 80) {
            return jolokiaPost().as(anybody()).input();
        } else if (kind < 84) {
            return policy().as(anybody()).input();
        } else if (kind < 88) {
            return registration().as("admin").input();
        } else if (kind < 92) {
            return move().as("admin").input();
        } else if (kind < 95) {
            return query().as(anybody()).input();
        } else if (kind < 97) {
            return action().as(anybody()).input();
        }
        return new Oddities(chance, mutations).input(chance.oneIn(3) ? query() : call());
    }

    private String anybody() {
        return chance.pick(List.of("viewer", "viewer", "operator", "admin"));
    }

    private String requests() {
        StringBuilder requests = new StringBuilder(chance.pick(REQUESTS));
        while (chance.oneIn(2)) {
            requests.append(',').append(chance.pick(REQUESTS));
        }
        return requests.toString();
    }

    private RequestBuilder call() {
        String right = "{" + chance.pick(SELECTED) + "\"requests\":[" + requests() + "]" + chance.pick(UNIFIED)
                + ",\"deadlineMs\":" + (200 + chance.below(2_000)) + "}";
        return RequestBuilder.post("call", API + application("fuzz") + "/calls", mutations.body(right))
                .header("Accept", chance.pick(ACCEPTED));
    }

    /** A valid call that no other iteration makes, so that only the answer can be wrong. */
    private RequestBuilder answered() {
        String right = "{\"requests\":[" + MEMORY + ",\"path\":\"p" + iteration + "\"},"
                + chance.pick(REQUESTS.subList(0, 7)) + "]" + chance.pick(UNIFIED) + ",\"deadlineMs\":1500}";
        return RequestBuilder.post("answer of a function", API + "fuzz/calls", right.getBytes(UTF_8))
                .header("Accept", chance.pick(ACCEPTED));
    }

    private RequestBuilder jolokiaGet() {
        String path = chance.pick(PATHS);
        if (!chance.oneIn(6)) {
            path = encoded(mutations.text(path));
        }
        return RequestBuilder.get("Jolokia GET", "/jolokia" + agent() + path);
    }

    private RequestBuilder jolokiaPost() {
        String right = chance.oneIn(2) ? chance.pick(REQUESTS) : "[" + requests() + "]";
        return RequestBuilder.post("Jolokia POST", "/jolokia" + agent(), mutations.body(right));
    }

    private String agent() {
        return switch (chance.below(8)) {
            case 0 -> encoded(mutations.text("/fuzz/aws1/i-1"));
            case 1 -> "";
            case 2, 3, 4 -> "/fuzz/aws1/i-1";
            default -> "/fuzz";
        };
    }

    private RequestBuilder policy() {
        return RequestBuilder.post(
                "policy",
                API + application("fuzz") + "/policy/check",
                mutations.body("{\"requests\":[" + requests() + "]}"));
    }

    private RequestBuilder action() {
        return RequestBuilder.post("action", API + "shop/actions", mutations.body(chance.pick(ACTIONS)));
    }

    private RequestBuilder registration() {
        if (chance.oneIn(4)) {
            String id = chance.oneIn(2) ? "aws1/i-" + chance.below(5) : encoded(mutations.text("aws1/i-1"));
            return RequestBuilder.of("registration", "DELETE", API + "moved/instances/" + id);
        }
        return RequestBuilder.post(
                "registration",
                API + "moved/instances",
                mutations.body(INSTANCE.formatted(chance.below(5), chance.oneIn(2) ? SERVICE : "")));
    }

    private RequestBuilder move() {
        String[] move = chance.pick(MOVES).split("~");
        return RequestBuilder.post("move", API + "moved/" + move[0], mutations.body(move[1]));
    }

    private RequestBuilder query() {
        if (chance.oneIn(200)) {
            return RequestBuilder.get("query", API + "fuzz/ledger/verification");
        }
        String query = chance.pick(QUERIES);
        int at = query.indexOf('=');
        if (at < 0 || chance.oneIn(4)) {
            return RequestBuilder.get("query", API + (chance.oneIn(2) ? query : encoded(mutations.text(query))));
        }
        return RequestBuilder.get(
                "query", API + query.substring(0, at + 1) + encoded(mutations.text(query.substring(at + 1))));
    }

    private String application(String right) {
        return chance.oneIn(20) ? encoded(mutations.text(right)) : right;
    }

    /** Percent-encodes a path: sometimes every character, mostly only those that would end the request line. */
    private String encoded(String text) {
        if (chance.oneIn(4)) {
            return URLEncoder.encode(text, UTF_8);
        }
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            if (b > ' ' && b < 127 && b != '#') {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }
}
