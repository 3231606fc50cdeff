package io.farspan.telemetry.otlp;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.telemetry.push.Identifiers;
import io.farspan.telemetry.push.PushTarget;
import io.farspan.telemetry.push.PushedAttributes;
import io.farspan.telemetry.push.PushedLogs;
import io.farspan.telemetry.push.Severity;

/**
 * Log records of OTLP. As in our own streams a stack trace stands in the message, after its text.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/logs/data-model/">OpenTelemetry, logs data model</a>
 */
final class OtlpLogs {

    private static final int HIGHEST_SEVERITY = 24;

    private final PushTarget target;
    private final PushedLogs logs = new PushedLogs();

    private OtlpLogs(PushTarget target) {
        this.target = target;
    }

    /** The records of an {@code ExportLogsServiceRequest}; see {@link PushedLogs#read}. */
    static PushedLogs read(PushTarget target, JsonNode request) {
        OtlpLogs read = new OtlpLogs(target);
        for (JsonNode ofResource : request.path("resourceLogs")) {
            Source source = Source.read(ofResource.path("resource"));
            for (JsonNode ofScope : ofResource.path("scopeLogs")) {
                String scope = ofScope.path("scope").path("name").asText();
                ofScope.path("logRecords").forEach(record -> read.logs.read(() -> read.add(source, scope, record)));
            }
        }
        return read.logs;
    }

    private void add(Source source, String scope, JsonNode record) {
        PushedAttributes attributes = new PushedAttributes();
        source.attributes().forEach(attributes::put);
        for (JsonNode each : record.path("attributes")) {
            attributes.put(each.path("key").asText(), OtlpValue.text(each.path("value")));
        }
        Optional<String> thread = attributes.take("thread.name");
        String message = message(record, attributes.take("exception.stacktrace"));
        logs.add(
                source.instance(target),
                nanos(record),
                severity(record),
                Optional.of(scope).filter(name -> !name.isEmpty()),
                thread,
                Identifiers.kept(Optional.of(record.path("traceId").asText()).filter(Identifiers::isTrace)),
                Identifiers.kept(Optional.of(record.path("spanId").asText()).filter(Identifiers::isSpan)),
                message,
                attributes);
    }

    private static String message(JsonNode record, Optional<String> stackTrace) {
        String body = OtlpValue.text(record.path("body"));
        String text = body.isEmpty() ? record.path("eventName").asText() : body;
        return stackTrace
                .filter(trace -> !text.endsWith(trace)) // where appenders put it; to look everywhere can take too long
                .map(trace -> text.isEmpty() ? trace : text + "\n" + trace)
                .orElse(text);
    }

    /** When it happened, or else when it was seen. */
    private static long nanos(JsonNode record) {
        long nanos = record.path("timeUnixNano").asLong();
        return nanos != 0 ? nanos : record.path("observedTimeUnixNano").asLong();
    }

    private static int severity(JsonNode record) {
        int number = record.path("severityNumber").asInt();
        return number >= 1 && number <= HIGHEST_SEVERITY
                ? number
                : Severity.of(record.path("severityText").asText());
    }
}
