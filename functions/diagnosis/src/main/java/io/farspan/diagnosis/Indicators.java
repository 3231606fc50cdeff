package io.farspan.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.RawJson;

/** What instances are asked besides whether they answer: deadlocked threads, and the requests they serve and fail. */
final class Indicators {

    /**
     * An MBean that counts requests.
     *
     * @see <a href="https://tomcat.apache.org/tomcat-10.1-doc/mbeans-descriptors-howto.html">Tomcat's MBeans</a>
     */
    record Pool(String mbean, String served, String errors, String active, String size, String time) {}

    private static final List<Pool> KNOWN = List.of(
            new Pool("*:type=GlobalRequestProcessor,*", "requestCount", "errorCount", "", "", "processingTime"),
            new Pool("*:type=ThreadPool,*", "", "", "currentThreadsBusy", "maxThreads", ""));

    private final List<Pool> pools = new ArrayList<>(KNOWN);
    private final RawJson deadlocks = RawJson.of(
            "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Threading\",\"operation\":\"findDeadlockedThreads\","
                    + "\"config\":{\"includeRequest\":false,\"includeStackTrace\":false}}");
    private final List<RawJson> reads = new ArrayList<>();

    Indicators(DiagnosisConfig config) {
        config.pools()
                .values()
                .forEach(pool -> pools.add(new Pool(
                        pool.mbean(),
                        pool.served(),
                        pool.errors(),
                        pool.active(),
                        pool.size(),
                        pool.time().orElse(""))));
        pools.forEach(pool -> reads.add(read(pool)));
    }

    private static RawJson read(Pool pool) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("type", "read").put("mbean", pool.mbean());
        var attributes = request.putArray("attribute");
        for (String name : List.of(pool.served(), pool.errors(), pool.active(), pool.size(), pool.time())) {
            if (!name.isEmpty()) {
                attributes.add(name);
            }
        }
        // An application without such an MBean answers with an error; where in the agent that arose takes kilobytes.
        request.putObject("config")
                .put("ignoreErrors", true)
                .put("includeRequest", false)
                .put("includeStackTrace", false);
        return RawJson.of(request);
    }

    /**
     * What a probe asks besides the requests that instances serve.
     *
     * @param deadlocks for deadlocked threads; the search briefly stops the JVM, so it is not part of every probe
     * @param heartbeats what our agent says of its heartbeats, which is needed only when something is suspected
     */
    record Asked(boolean deadlocks, boolean heartbeats) {}

    /** The requests of a probe. */
    List<RawJson> requests(Asked asked) {
        List<RawJson> requests = new ArrayList<>(reads);
        if (asked.deadlocks) {
            requests.add(deadlocks);
        }
        if (asked.heartbeats) {
            requests.add(HeartbeatReport.REQUEST);
        }
        return requests;
    }

    /** The response to the question for heartbeats, if it was asked. */
    Optional<JsonNode> heartbeat(List<RawJson> responses, Asked asked) {
        int index = pools.size() + (asked.deadlocks ? 1 : 0);
        return asked.heartbeats && index < responses.size()
                ? Optional.of(responses.get(index).tree())
                : Optional.empty();
    }

    /** The counters of one pool; negative where it does not have them. */
    record Count(String mbean, long served, long errors, long active, long size, long timeMs) {}

    /** The counts in a response to one of {@link #requests}. */
    List<Count> counts(int index, JsonNode response) {
        List<Count> counts = new ArrayList<>();
        if (index < pools.size() && response.path("status").asInt() == 200) {
            Pool pool = pools.get(index);
            JsonNode value = response.path("value");
            if (pool.mbean().contains("*") || pool.mbean().contains("?")) {
                value.fields().forEachRemaining(bean -> counts.add(count(pool, bean.getKey(), bean.getValue())));
            } else {
                counts.add(count(pool, pool.mbean(), value));
            }
        }
        return counts;
    }

    /** Whether a probe that asked for deadlocked threads has them in the response of this index. */
    boolean isDeadlocks(int index) {
        return index == pools.size();
    }

    private static Count count(Pool pool, String bean, JsonNode value) {
        return new Count(
                bean,
                number(value, pool.served()),
                number(value, pool.errors()),
                number(value, pool.active()),
                number(value, pool.size()),
                number(value, pool.time()));
    }

    private static long number(JsonNode value, String attribute) {
        JsonNode number = value.path(attribute);
        return number.isNumber() ? number.asLong() : -1;
    }
}
