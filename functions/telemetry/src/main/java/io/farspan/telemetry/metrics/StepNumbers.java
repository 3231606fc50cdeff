package io.farspan.telemetry.metrics;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;

/** Writes values: whole numbers as such, as far as a double holds them exactly, and NaN, which JSON lacks, as null. */
final class StepNumbers extends JsonSerializer<double[]> {

    private static final double EXACT = 1L << 53;

    @Override
    public void serialize(double[] values, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeStartArray();
        for (double value : values) {
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                json.writeNull();
            } else if (value == Math.rint(value) && Math.abs(value) < EXACT) {
                json.writeNumber((long) value);
            } else {
                json.writeNumber(value);
            }
        }
        json.writeEndArray();
    }
}
