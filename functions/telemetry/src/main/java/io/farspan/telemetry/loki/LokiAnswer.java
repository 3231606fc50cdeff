package io.farspan.telemetry.loki;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.store.StoredLog;

/**
 * Answers in Loki's form.
 *
 * @param view a value as the caller may see it: an attribute may be a secret
 * @param categorized whether the caller wants what is no label of a stream beside each line
 */
record LokiAnswer(UnaryOperator<RawJson> view, boolean categorized) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What a client that wants structured metadata beside the lines asks for, and is told that it has it. */
    static final String CATEGORIZE = "categorize-labels";

    private static final String FLAGS = "X-Loki-Response-Encoding-Flags";

    /** Answers in the form that a request wants. */
    static LokiAnswer of(UnaryOperator<RawJson> view, RoutingContext http) {
        String flags = String.valueOf(http.request().getHeader(FLAGS));
        return new LokiAnswer(view, flags.contains(CATEGORIZE));
    }

    /** What a server says that can be asked. */
    static String ready() {
        return "ready\n";
    }

    static byte[] success(JsonNode data) {
        return Json.write(answer(data));
    }

    private static ObjectNode answer(JsonNode data) {
        ObjectNode answer = NODES.objectNode().put("status", "success");
        answer.set("data", data);
        return answer;
    }

    static byte[] texts(List<String> texts) {
        ArrayNode data = NODES.arrayNode();
        texts.forEach(data::add);
        return success(data);
    }

    static byte[] series(List<SortedMap<String, String>> series) {
        ArrayNode data = NODES.arrayNode();
        series.forEach(labels -> data.add(labels(labels)));
        return success(data);
    }

    byte[] streams(FirstLines first) {
        List<LokiQueries.Line> lines = first.lines();
        ObjectNode data = data("streams", streamsOf(lines));
        if (categorized) {
            data.putArray("encodingFlags").add(CATEGORIZE);
        }
        ObjectNode answer = answer(data);
        first.searched().ifPresent(time -> answer.withArray("warnings")
                .add("the search took too long and came to " + time + " only: what it found until there is all"
                        + " there is, go on from there, or narrow the time range"));
        if (first.isCut()) {
            answer.withArray("warnings")
                    .add("the answer has the first " + lines.size() + " lines only, because more of them have too many"
                            + " bytes: ask for the others from the time of the last");
        }
        return Json.write(answer);
    }

    /** The lines by their streams, in their order. */
    ArrayNode streamsOf(List<LokiQueries.Line> lines) {
        Map<SortedMap<String, String>, ArrayNode> streams = new LinkedHashMap<>();
        for (LokiQueries.Line line : lines) {
            StoredLog record = line.record();
            ArrayNode value = streams.computeIfAbsent(Labels.of(line.application(), record), key -> NODES.arrayNode())
                    .addArray();
            value.add(String.valueOf(nanos(record.time()))).add(record.message());
            if (categorized) {
                value.addObject().set("structuredMetadata", metadata(record));
            }
        }
        ArrayNode result = NODES.arrayNode();
        streams.forEach((labels, values) -> {
            ObjectNode stream = result.addObject();
            stream.set("stream", labels(labels));
            stream.set("values", values);
        });
        return result;
    }

    private JsonNode metadata(StoredLog record) {
        ObjectNode metadata = NODES.objectNode();
        record.attributes().map(RawJson::tree).ifPresent(attributes -> attributes
                .fields()
                .forEachRemaining(
                        each -> metadata.put(each.getKey(), each.getValue().asText())));
        record.logger().ifPresent(logger -> metadata.put("logger", logger));
        record.thread().ifPresent(thread -> metadata.put("thread", thread));
        record.traceId().ifPresent(id -> metadata.put("trace_id", id));
        record.spanId().ifPresent(id -> metadata.put("span_id", id));
        return metadata.isEmpty() ? metadata : view.apply(RawJson.of(metadata)).tree();
    }

    static byte[] matrix(Counts counts, Steps steps, LogQl.Function function) {
        ArrayNode result = NODES.arrayNode();
        counts.points(steps, function).forEach((labels, points) -> {
            ObjectNode series = result.addObject();
            series.set("metric", labels(labels));
            ArrayNode values = series.putArray("values");
            points.forEach(point -> values.add(value(steps.time(point.step()), point.value())));
        });
        return success(data("matrix", result));
    }

    static byte[] vector(Counts counts, Steps steps, LogQl.Function function) {
        ArrayNode result = NODES.arrayNode();
        counts.points(steps, function)
                .forEach((labels, points) -> points.forEach(point -> {
                    ObjectNode sample = result.addObject();
                    sample.set("metric", labels(labels));
                    sample.set("value", value(steps.time(point.step()), point.value()));
                }));
        return success(data("vector", result));
    }

    /** A number at a time, without labels. */
    static byte[] constant(Instant at, double number) {
        ArrayNode result = NODES.arrayNode();
        ObjectNode sample = result.addObject();
        sample.putObject("metric");
        sample.set("value", value(at, number));
        return success(data("vector", result));
    }

    /** A number at each step, without labels. */
    static byte[] constant(Steps steps, double number) {
        ArrayNode result = NODES.arrayNode();
        ObjectNode series = result.addObject();
        series.putObject("metric");
        ArrayNode values = series.putArray("values");
        for (int step = 0; step < steps.count(); step++) {
            values.add(value(steps.time(step), number));
        }
        return success(data("matrix", result));
    }

    private static ObjectNode data(String type, JsonNode result) {
        ObjectNode data = NODES.objectNode().put("resultType", type);
        data.set("result", result);
        data.putObject("stats");
        return data;
    }

    private static ArrayNode value(Instant at, double number) {
        return NODES.arrayNode()
                .add(BigDecimal.valueOf(at.toEpochMilli(), 3))
                .add(number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number));
    }

    private static ObjectNode labels(SortedMap<String, String> labels) {
        ObjectNode json = NODES.objectNode();
        labels.forEach(json::put);
        return json;
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }
}
