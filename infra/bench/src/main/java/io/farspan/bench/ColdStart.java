package io.farspan.bench;

import java.util.Map;

final class ColdStart implements Bench.Measurement {
    @Override
    public Map<String, String> run() {
        return Map.of();
    }
}
