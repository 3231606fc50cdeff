/**
 * OpenTelemetry's JMX metric rules: which attributes of which MBeans are metrics, and what these are called. They are read from
 * OpenTelemetry's own files, compiled into one bulk of Jolokia requests, and applied to what comes back.
 */
@NullMarked
package io.farspan.telemetry.rules;

import org.jspecify.annotations.NullMarked;
