package io.farspan.telemetry.export;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.push.Identifiers;
import io.farspan.telemetry.store.StoredLog;
import io.farspan.telemetry.wire.ProtoWriter;

/**
 * Log records as an {@code ExportLogsServiceRequest}. The table of which field becomes which is in {@code
 * infra/docs/telemetry.md}.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/logs/data-model/">OpenTelemetry, logs data model</a>
 */
final class LogMessage {

    private static final int ATTRIBUTES = 6;
    private static final String OURS = "farspan.";
    private static final String GAP = "farspan.gap";
    private static final List<String> SEVERITIES = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

    /** The numbers of a severity. */
    private static final int GRADES = 4;

    private final UnaryOperator<RawJson> view;

    /**
     * Writes messages.
     *
     * @param view the attributes as the receiver may see them
     */
    LogMessage(UnaryOperator<RawJson> view) {
        this.view = view;
    }

    byte[] of(String application, List<StoredLog> records) {
        Map<InstanceId, Map<String, ProtoWriter>> scopes = new LinkedHashMap<>();
        for (StoredLog record : records) {
            scopes.computeIfAbsent(record.instance(), id -> new LinkedHashMap<>())
                    .computeIfAbsent(record.logger().orElse(""), LogMessage::scope)
                    .message(2, record(record));
        }
        ProtoWriter request = new ProtoWriter();
        scopes.forEach((instance, ofInstance) -> {
            ProtoWriter logs = new ProtoWriter();
            logs.message(1, Resource.of(application, instance));
            ofInstance.values().forEach(scope -> logs.message(2, scope));
            request.message(1, logs);
        });
        return request.toBytes();
    }

    private static ProtoWriter scope(String logger) {
        ProtoWriter scope = new ProtoWriter();
        scope.text(1, logger);
        ProtoWriter logs = new ProtoWriter();
        logs.message(1, scope);
        return logs;
    }

    private ProtoWriter record(StoredLog record) {
        ProtoWriter out = new ProtoWriter();
        time(out, 1, record.original());
        record.severity().ifPresent(number -> {
            out.number(2, number);
            out.text(3, SEVERITIES.get(Math.min(SEVERITIES.size() - 1, (number - 1) / GRADES)));
        });
        out.message(5, Attributes.value(record.message()));
        attributes(new Attributes(out, ATTRIBUTES), record);
        record.traceId()
                .filter(Identifiers::isTrace)
                .ifPresent(id -> out.bytes(9, HexFormat.of().parseHex(id)));
        record.spanId()
                .filter(Identifiers::isSpan)
                .ifPresent(id -> out.bytes(10, HexFormat.of().parseHex(id)));
        time(out, 11, record.time());
        if (record.gap().isPresent()) {
            out.text(12, GAP);
        }
        return out;
    }

    /** 0 stands for an unknown time, and there is none before 1970. */
    private static void time(ProtoWriter out, int field, Instant time) {
        if (time.isAfter(Instant.EPOCH)) {
            out.fixed(field, TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano());
        }
    }

    /** Names are unique in a record of OTLP: of two that are equal ours is sent, and those that begin with farspan are ours. */
    private void attributes(Attributes out, StoredLog record) {
        Map<String, String> texts = new LinkedHashMap<>();
        record.attributes()
                .map(view)
                .ifPresent(attributes -> attributes.tree().fields().forEachRemaining(each -> {
                    if (!each.getKey().startsWith(OURS)) {
                        texts.put(each.getKey(), each.getValue().asText());
                    }
                }));
        record.thread().ifPresent(thread -> texts.put("thread.name", thread));
        texts.put("log.record.uid", record.cursor().stream() + "-" + record.offset());
        texts.forEach(out::text);
        out.text(OURS + "stream", record.stream());
        out.number(OURS + "offset", record.offset());
        if (record.continued()) {
            out.flag(OURS + "continued");
        }
        record.raw().ifPresent(raw -> out.bytes(OURS + "raw", raw));
        record.gap().ifPresent(gap -> gap.tree().fields().forEachRemaining(each -> {
            if (each.getValue().isIntegralNumber()) {
                out.number(GAP + "." + each.getKey(), each.getValue().longValue());
            } else {
                out.text(GAP + "." + each.getKey(), each.getValue().asText());
            }
        }));
    }
}
