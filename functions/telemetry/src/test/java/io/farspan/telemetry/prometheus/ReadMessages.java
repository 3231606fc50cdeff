package io.farspan.telemetry.prometheus;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

import io.farspan.telemetry.matching.LabelMatcher;
import io.farspan.telemetry.wire.ProtoReader;
import io.farspan.telemetry.wire.ProtoWriter;
import io.farspan.telemetry.wire.Snappy;

/** Requests as Prometheus writes them, and answers as it reads them. */
final class ReadMessages {

    private ReadMessages() {}

    /**
     * A series of an answer.
     *
     * @param labels by name
     * @param samples as "millis value"
     */
    record Series(Map<String, String> labels, List<String> samples) {}

    /** A matcher as text: operator, name, value. */
    record Condition(LabelMatcher.Operator operator, String name, String value) {}

    static byte[] request(Instant from, Instant to, List<Condition> conditions, int... types) {
        ProtoWriter query = new ProtoWriter();
        query.number(1, from.toEpochMilli());
        query.number(2, to.toEpochMilli());
        for (Condition condition : conditions) {
            ProtoWriter matcher = new ProtoWriter();
            matcher.number(1, condition.operator().ordinal());
            matcher.text(2, condition.name());
            matcher.text(3, condition.value());
            query.message(3, matcher);
        }
        ProtoWriter hints = new ProtoWriter(); // which are passed over here, and not by Prometheus
        hints.number(3, from.toEpochMilli());
        hints.number(4, to.toEpochMilli());
        query.message(4, hints);
        ProtoWriter request = new ProtoWriter();
        request.message(1, query);
        for (int type : types) {
            request.number(2, type);
        }
        return request.toBytes();
    }

    static List<Series> samples(byte[] body) {
        List<Series> all = new ArrayList<>();
        ProtoReader response = new ProtoReader(Snappy.decompress(body, 100 << 20));
        while (response.field() == 1) {
            ProtoReader result = response.message();
            while (result.field() == 1) {
                all.add(samplesOf(result.message()));
            }
        }
        return all;
    }

    private static Series samplesOf(ProtoReader in) {
        Series series = new Series(new LinkedHashMap<>(), new ArrayList<>());
        for (int field = in.field(); field != 0; field = in.field()) {
            ProtoReader message = in.message();
            if (field == 1) {
                label(message, series.labels());
            } else {
                message.field();
                double value = message.real();
                message.field();
                series.samples().add(message.number() + " " + value);
            }
        }
        return series;
    }

    private static void label(ProtoReader message, Map<String, String> labels) {
        message.field();
        String name = message.text();
        message.field();
        labels.put(name, message.text());
    }

    /** The chunks of a streamed answer, each with the labels of its series. */
    static List<Map.Entry<Map<String, String>, byte[]>> chunks(byte[] body) {
        List<Map.Entry<Map<String, String>, byte[]>> all = new ArrayList<>();
        for (byte[] frame : frames(body)) {
            ProtoReader message = new ProtoReader(frame);
            for (int field = message.field(); field != 0; field = message.field()) {
                if (field != 1) {
                    message.skip();
                    continue;
                }
                Map<String, String> labels = new LinkedHashMap<>();
                ProtoReader series = message.message();
                for (int part = series.field(); part != 0; part = series.field()) {
                    ProtoReader one = series.message();
                    if (part == 1) {
                        label(one, labels);
                    } else {
                        all.add(Map.entry(labels, data(one)));
                    }
                }
            }
        }
        return all;
    }

    private static byte[] data(ProtoReader chunk) {
        for (int field = chunk.field(); field != 0; field = chunk.field()) {
            if (field == 4) {
                return chunk.bytes();
            }
            chunk.skip();
        }
        throw new IllegalArgumentException("a chunk without data");
    }

    private static List<byte[]> frames(byte[] body) {
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(body);
        while (in.hasRemaining()) {
            int length = 0;
            for (int shift = 0, next = 0x80; (next & 0x80) != 0; shift += 7) {
                next = in.get();
                length |= (next & 0x7F) << shift;
            }
            int checksum = in.getInt();
            byte[] frame = new byte[length];
            in.get(frame);
            CRC32C actual = new CRC32C();
            actual.update(frame);
            if ((int) actual.getValue() != checksum) {
                throw new IllegalArgumentException("a frame's checksum is wrong");
            }
            frames.add(frame);
        }
        return frames;
    }

    /** The series of a streamed answer, whose chunks follow each other. */
    static List<Series> streamed(byte[] body) {
        Map<Map<String, String>, Series> all = new LinkedHashMap<>();
        chunks(body)
                .forEach(chunk -> all.computeIfAbsent(chunk.getKey(), labels -> new Series(labels, new ArrayList<>()))
                        .samples()
                        .addAll(new XorReader(chunk.getValue()).read()));
        return List.copyOf(all.values());
    }

    /** Reads a chunk of Prometheus' XOR encoding, written from its description. */
    static final class XorReader {
        private static final int[] SIZES = {0, 14, 17, 20, 64};

        private final byte[] chunk;
        private int bit = 16;

        XorReader(byte[] chunk) {
            this.chunk = Arrays.copyOf(chunk, chunk.length);
        }

        List<String> read() {
            int count = (chunk[0] & 0xFF) << 8 | chunk[1] & 0xFF;
            List<String> samples = new ArrayList<>();
            long time = 0;
            long delta = 0;
            long value = 0;
            int leading = 0;
            int length = 0;
            for (int index = 0; index < count; index++) {
                if (index == 0) {
                    long zigzag = varint();
                    time = zigzag >>> 1 ^ -(zigzag & 1);
                    value = bits(64);
                } else {
                    delta = index == 1 ? varint() : delta + difference();
                    time += delta;
                    if (bits(1) == 1) {
                        if (bits(1) == 1) {
                            leading = (int) bits(5);
                            length = (int) bits(6);
                            length = length == 0 ? 64 : length;
                        }
                        value ^= bits(length) << 64 - leading - length;
                    }
                }
                samples.add(time + " " + Double.longBitsToDouble(value));
            }
            return samples;
        }

        private long difference() {
            int ones = 0;
            while (ones < 4 && bits(1) == 1) {
                ones++;
            }
            int size = SIZES[ones];
            long bits = bits(size);
            return size > 0 && size < 64 && bits > 1L << size - 1 ? bits - (1L << size) : bits;
        }

        private long varint() {
            long number = 0;
            for (int shift = 0; ; shift += 7) {
                long next = bits(8);
                number |= (next & 0x7F) << shift;
                if (next < 0x80) {
                    return number;
                }
            }
        }

        private long bits(int size) {
            long read = 0;
            for (int index = 0; index < size; index++, bit++) {
                read = read << 1 | chunk[bit / 8] >>> 7 - bit % 8 & 1;
            }
            return read;
        }
    }
}
