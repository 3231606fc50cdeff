package io.farspan.telemetry.scrape;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

/**
 * A format in which metrics are scraped.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition formats</a>
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics 1.0</a>
 */
enum TextFormat {
    /** Prometheus's own. */
    PROMETHEUS("text", "plain", "0.0.4"),
    /** OpenMetrics, in which a counter's name and the unit are apart. */
    OPEN_METRICS("application", "openmetrics-text", "1.0.0");

    private final String type;
    private final String subtype;
    private final String version;

    TextFormat(String type, String subtype, String version) {
        this.type = type;
        this.subtype = subtype;
        this.version = version;
    }

    /** The media type with its version. */
    MediaType mediaType() {
        return new MediaType(type, subtype, Map.of("version", version, "charset", "utf-8"));
    }

    /**
     * The format that a client asks for. It is OpenMetrics only for one that likes version 1.0.0 at least as well as plain
     * text; for anything else, even what is not known here, plain text, as with Prometheus's own libraries.
     *
     * @param accept the header {@code Accept}
     */
    static TextFormat of(@Nullable String accept) {
        double openMetrics = 0;
        double text = 0;
        for (String range : Optional.ofNullable(accept).orElse("").split(",", -1)) {
            String[] parts = range.split(";", -1);
            String essence = parts[0].trim().toLowerCase(Locale.ROOT);
            if (essence.equals("application/openmetrics-text")
                    && parameter(parts, "version")
                            .map(OPEN_METRICS.version::equals)
                            .orElse(true)) {
                openMetrics = Math.max(openMetrics, weight(parts));
            } else if (essence.equals("text/plain")
                    && parameter(parts, "version")
                            .map(PROMETHEUS.version::equals)
                            .orElse(true)) {
                text = Math.max(text, weight(parts));
            }
        }
        return openMetrics > 0 && openMetrics >= text ? OPEN_METRICS : PROMETHEUS;
    }

    private static double weight(String[] parts) {
        return parameter(parts, "q")
                .filter(text -> text.matches("[01](\\.[0-9]{1,3})?"))
                .map(Double::parseDouble)
                .orElse(1.0);
    }

    private static Optional<String> parameter(String[] parts, String name) {
        for (int index = 1; index < parts.length; index++) {
            String[] pair = parts[index].trim().split("=", 2);
            if (pair.length == 2 && pair[0].trim().equalsIgnoreCase(name)) {
                return Optional.of(pair[1].trim().replace("\"", ""));
            }
        }
        return Optional.empty();
    }
}
