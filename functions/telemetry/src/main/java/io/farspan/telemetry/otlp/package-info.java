/**
 * Logs and metrics as OpenTelemetry's exporters and collectors send them over HTTP. Protobuf becomes the same tree as JSON, so that
 * each is understood in one place only.
 */
@NullMarked
package io.farspan.telemetry.otlp;

import org.jspecify.annotations.NullMarked;
