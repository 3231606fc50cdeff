package io.farspan.telemetry.loki;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.push.Identifiers;
import io.farspan.telemetry.push.PushTarget;
import io.farspan.telemetry.push.PushedAttributes;
import io.farspan.telemetry.push.PushedJson;
import io.farspan.telemetry.push.PushedLogs;
import io.farspan.telemetry.wire.ProtoReader;

/**
 * What Loki's clients push, as JSON or protobuf. Not thread-safe.
 *
 * @see <a href="https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs">Loki, ingest logs</a>
 */
final class LokiPush {

    /** The labels of which the first that is there names the instance. */
    private static final String[] INSTANCE = {"instance", "pod", "host", "hostname", "node", "nodename"};

    private static final String NO_INSTANCE =
            "none of the labels " + String.join(", ", INSTANCE) + " says which instance the record is of";
    private static final int MOST_LABELS = 64;

    private final PushTarget target;
    private final PushedLogs logs = new PushedLogs();

    private LokiPush(PushTarget target) {
        this.target = target;
    }

    /**
     * Reads JSON.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}, {@code BODY_TOO_LARGE}
     */
    static PushedLogs json(PushTarget target, byte[] body) {
        LokiPush push = new LokiPush(target);
        for (JsonNode stream : PushedJson.read(body).path("streams")) {
            Map<String, String> labels = texts(stream.path("stream"));
            for (JsonNode entry : stream.path("values")) {
                push.logs.read(() -> push.add(
                        labels, nanos(entry.path(0).asText()), entry.path(1).asText(), texts(entry.path(2))));
            }
        }
        return push.logs;
    }

    /**
     * Reads a {@code PushRequest}.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}, {@code BODY_TOO_LARGE}
     */
    static PushedLogs protobuf(PushTarget target, byte[] message) {
        LokiPush push = new LokiPush(target);
        try {
            ProtoReader in = new ProtoReader(message);
            for (int field = in.field(); field != 0; field = in.field()) {
                if (field == 1) {
                    push.stream(in.message());
                } else {
                    in.skip();
                }
            }
        } catch (LogQlException | IllegalArgumentException e) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, e.getMessage() + ".", e);
        }
        return push.logs;
    }

    private void stream(ProtoReader in) {
        Map<String, String> labels = Map.of();
        for (int field = in.field(); field != 0; field = in.field()) {
            switch (field) {
                case 1 -> labels = labels(in.text()); // before the entries, as protobuf's writers order fields
                case 2 -> entry(labels, in.message());
                default -> in.skip();
            }
        }
    }

    private void entry(Map<String, String> labels, ProtoReader in) {
        long nanos = 0;
        String line = "";
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int field = in.field(); field != 0; field = in.field()) {
            switch (field) {
                case 1 -> nanos = timestamp(in.message());
                case 2 -> line = in.text();
                case 3 -> pair(metadata, in.message());
                default -> in.skip();
            }
        }
        long at = nanos;
        String text = line;
        logs.read(() -> add(labels, at, text, metadata));
    }

    private static long timestamp(ProtoReader in) {
        long nanos = 0;
        for (int field = in.field(); field != 0; field = in.field()) {
            switch (field) {
                case 1 -> nanos += TimeUnit.SECONDS.toNanos(in.number()); // the largest, when it is too large
                case 2 -> nanos += (int) in.number();
                default -> in.skip();
            }
        }
        return nanos;
    }

    private static void pair(Map<String, String> pairs, ProtoReader in) {
        String name = "";
        String value = "";
        for (int field = in.field(); field != 0; field = in.field()) {
            switch (field) {
                case 1 -> name = in.text();
                case 2 -> value = in.text();
                default -> in.skip();
            }
        }
        pairs.put(name, value);
    }

    /** The labels in {@code {name="value", …}}. */
    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        LogQlTokens tokens = new LogQlTokens(text);
        tokens.require("{");
        while (!tokens.take("}")) {
            String name = tokens.word();
            tokens.require("=");
            labels.put(name, tokens.quoted());
            if (labels.size() > MOST_LABELS) {
                throw tokens.error("a stream may have " + MOST_LABELS + " labels");
            }
            if (!tokens.take(",")) {
                tokens.require("}");
                break;
            }
        }
        return labels;
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.fields()
                .forEachRemaining(
                        each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
    }

    private static long nanos(String text) {
        if (!text.matches("[0-9]{1,19}")) {
            throw new IllegalArgumentException("an entry is [\"nanoseconds since 1970\", \"line\"]");
        }
        return Long.parseLong(text);
    }

    private void add(Map<String, String> labels, long nanos, String line, Map<String, String> metadata) {
        PushedAttributes attributes = new PushedAttributes();
        labels.forEach(attributes::put);
        metadata.forEach(attributes::put);
        String name = attributes.take(INSTANCE).orElseThrow(() -> new IllegalArgumentException(NO_INSTANCE));
        InstanceId instance = target.instance(name);
        if (!instance.name().equals(name)) {
            attributes.put("instance", name);
        }
        int severity = attributes.takeSeverity("level", "detected_level", "severity");
        Optional<String> logger = attributes.take("logger");
        Optional<String> thread = attributes.take("thread");
        Optional<String> trace = attributes.takeIf(Identifiers::isTrace, "trace_id", "traceID", "traceId");
        Optional<String> span = attributes.takeIf(Identifiers::isSpan, "span_id", "spanID", "spanId");
        logs.add(
                instance,
                nanos,
                severity,
                logger,
                thread,
                Identifiers.kept(trace),
                Identifiers.kept(span),
                line,
                attributes);
    }
}
