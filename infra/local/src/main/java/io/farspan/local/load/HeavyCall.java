package io.farspan.local.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One of the most expensive calls that a viewer can make.
 *
 * @param name what is heavy about it
 * @param path below the router's address
 * @param accept what is accepted, a media type
 * @param gzip whether a compressed answer is accepted
 * @param body what is posted; a GET when it is empty
 */
public record HeavyCall(String name, String path, String accept, boolean gzip, String body) {

    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";
    private static final String EVERYTHING = "{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true}}";
    private static final String DEEP =
            "{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true,\"maxDepth\":0,\"maxObjects\":0,\"maxCollectionSize\":0}}";
    private static final String DEEPER =
            "{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true,\"maxDepth\":2147483647,\"maxObjects\":2147483647}}";
    private static final String PLATFORM =
            "{\"type\":\"read\",\"mbean\":\"java.lang:*\",\"config\":{\"ignoreErrors\":true,\"serializeException\":true}}";

    private static final String THREADS =
            "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Threading\",\"operation\":\"dumpAllThreads(boolean,boolean)\",\"arguments\":[true,true]}";

    /** All there are, at the instances of one location and at one of them. */
    public static List<HeavyCall> all(String application, String location, String instance) {
        String calls = "/api/v1/applications/" + application + "/calls";
        String one = "/jolokia/" + application + "/" + location + "/" + instance;
        String whole = "/jolokia/" + application;
        List<HeavyCall> all = new ArrayList<>();
        all.add(new HeavyCall("1,000 times everything", calls, JSON, false, asked(location, 1_000, EVERYTHING)));
        all.add(new HeavyCall("the same, compressed", calls, JSON, true, asked(location, 1_000, EVERYTHING)));
        all.add(new HeavyCall("the same, line by line", calls, LINES, false, asked(location, 1_000, EVERYTHING)));
        all.add(new HeavyCall("once everything, deep", calls, JSON, false, asked(location, 1, DEEP)));
        all.add(new HeavyCall("1,000 times everything, deep", calls, JSON, false, asked(location, 1_000, DEEP)));
        all.add(new HeavyCall("100 times everything, deeper", calls, JSON, true, asked(location, 100, DEEPER)));
        all.add(new HeavyCall("1,000 times the platform", calls, JSON, false, asked(location, 1_000, PLATFORM)));
        all.add(new HeavyCall("200 lists", calls, JSON, false, asked(location, 200, "{\"type\":\"list\"}")));
        all.add(new HeavyCall("1,000 thread dumps", calls, JSON, false, asked(location, 1_000, THREADS)));
        all.add(new HeavyCall(
                "1,000 lists by a pattern",
                calls,
                JSON,
                false,
                asked(location, 1_000, "{\"type\":\"list\",\"path\":\"*/*/attr\"}")));
        all.add(new HeavyCall(
                "1,000 subscribers",
                one,
                JSON,
                false,
                bulk(1_000, "{\"type\":\"notification\",\"command\":\"register\"}")));
        all.add(new HeavyCall(
                "1,000 searches",
                calls,
                JSON,
                false,
                asked(location, 1_000, "{\"type\":\"search\",\"mbean\":\"*:*\"}")));
        all.add(new HeavyCall(
                "everything merged",
                calls,
                JSON,
                false,
                "{\"requests\":[" + EVERYTHING + "],\"unify\":[\"merge\",\"sum\",\"p99\"],\"deadlineMs\":1000}"));
        all.add(new HeavyCall("a bulk at one instance", one, JSON, false, bulk(1_000, EVERYTHING)));
        all.add(new HeavyCall("lists at one instance", one, JSON, true, bulk(1_000, "{\"type\":\"list\"}")));
        all.add(new HeavyCall("GET at one instance", one + "/read/*:*?ignoreErrors=true&maxDepth=0", JSON, false, ""));
        all.add(new HeavyCall("GET list of the whole", whole + "/list?maxDepth=0", JSON, true, ""));
        all.add(new HeavyCall("a bulk of the whole", whole, JSON, false, bulk(200, EVERYTHING)));
        all.add(new HeavyCall("90,000 versions", one, JSON, false, bulk(90_000, "{\"type\":\"version\"}")));
        return all;
    }

    private static String asked(String location, int times, String request) {
        return "{\"select\":{\"locations\":[\"" + location + "\"]},\"requests\":" + bulk(times, request)
                + ",\"deadlineMs\":1000}";
    }

    private static String bulk(int times, String request) {
        return "[" + String.join(",", Collections.nCopies(times, request)) + "]";
    }
}
