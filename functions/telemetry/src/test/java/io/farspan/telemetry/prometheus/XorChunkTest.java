package io.farspan.telemetry.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Chunks, read by a reader of their format. That Prometheus makes the same bytes is shown by {@link PrometheusChunksTest}. */
class XorChunkTest {

    @Test
    void everySampleComesBackBitByBit() {
        for (int seed = 0; seed < 2_000; seed++) {
            // given
            Random random = new Random(seed);
            XorChunk chunk = new XorChunk();
            List<String> samples = new ArrayList<>();
            long time = random.nextInt(4) == 0 ? -random.nextInt(100_000) : 1_800_000_000_000L + random.nextInt();
            double value = 0;
            for (int sample = 0; sample < XorChunk.MOST; sample++) {
                time += step(random);
                value = next(random, value);
                chunk.add(time, value);
                samples.add(time + " " + value);
            }

            // then
            assertThat(new ReadMessages.XorReader(chunk.toBytes()).read())
                    .as("seed " + seed)
                    .isEqualTo(samples);
        }
    }

    @Test
    void differencesAtTheEdgesOfTheirRangesComeBack() {
        for (int size : new int[] {14, 17, 20, 40}) {
            long half = 1L << size - 1;
            for (long difference : new long[] {half, half + 1, half - 1, -half, -half + 1, -half - 1}) {
                // given
                XorChunk chunk = new XorChunk();
                long step = 1L << 41;
                chunk.add(0, 1);
                chunk.add(step, 1);
                chunk.add(2 * step + difference, 1);

                // then
                assertThat(new ReadMessages.XorReader(chunk.toBytes()).read())
                        .containsExactly("0 1.0", step + " 1.0", 2 * step + difference + " 1.0");
            }
        }
    }

    private static long step(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 1;
            case 1 -> 1 + random.nextInt(20_000);
            case 2 -> 1 + random.nextInt(2_000_000);
            case 3 -> 1 + (random.nextLong() & 0xFFFF_FFFFFFL);
            default -> 15_000;
        };
    }

    private static double next(Random random, double before) {
        return switch (random.nextInt(6)) {
            case 0 -> before;
            case 1 -> before + random.nextInt(100);
            case 2 -> random.nextDouble();
            case 3 -> Double.longBitsToDouble(random.nextLong() & ~(0x7FFL << 52) | 0x3FFL << 52);
            case 4 -> -before;
            default -> random.nextInt();
        };
    }
}
