package io.farspan.cli.telemetry;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The values of a series at its steps.
 *
 * @param values a number a step, NaN where there is none
 */
record Trend(List<Double> values) {

    private static final String HEIGHTS = "▁▂▃▄▅▆▇█";

    /** As wide as a trend is drawn. */
    private static final int WIDTH = 30;

    private static final MathContext SHOWN = new MathContext(6);

    static Trend of(JsonNode numbers) {
        List<Double> values = new ArrayList<>();
        numbers.forEach(number -> values.add(number.isNumber() ? number.asDouble() : Double.NaN));
        return new Trend(values);
    }

    private java.util.stream.DoubleStream known() {
        return values.stream().mapToDouble(Double::doubleValue).filter(value -> !Double.isNaN(value));
    }

    String last() {
        return text(known().reduce((earlier, later) -> later));
    }

    String least() {
        return text(known().min());
    }

    String most() {
        return text(known().max());
    }

    private static String text(OptionalDouble value) {
        if (value.isEmpty()) {
            return "-";
        }
        double number = value.getAsDouble();
        return Double.isInfinite(number)
                ? Double.toString(number)
                : BigDecimal.valueOf(number)
                        .round(number % 1 == 0 ? MathContext.DECIMAL64 : SHOWN)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** A letter for each part of the time, as high as its last value; a space where there is none. */
    String line() {
        double least = known().min().orElse(0);
        double range = known().max().orElse(0) - least;
        StringBuilder line = new StringBuilder();
        int parts = Math.min(WIDTH, values.size());
        for (int part = 0; part < parts; part++) {
            double value = values.get((part + 1) * values.size() / parts - 1);
            if (Double.isNaN(value)) {
                line.append(' ');
            } else {
                int height = range > 0 ? (int) ((value - least) / range * (HEIGHTS.length() - 1)) : 0;
                line.append(HEIGHTS.charAt(Math.min(Math.max(height, 0), HEIGHTS.length() - 1)));
            }
        }
        return line.toString();
    }
}
