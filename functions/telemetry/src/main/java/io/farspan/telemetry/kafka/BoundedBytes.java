package io.farspan.telemetry.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A message's key or value, or an empty one in the place of what is larger than any of ours: that is not copied. Thread-safe.
 *
 * @param <T> what it is read as
 */
final class BoundedBytes<T> implements Deserializer<T> {

    private static final byte[] NOTHING = {};

    private final int most;
    private final Function<byte[], T> reading;

    private BoundedBytes(int most, Function<byte[], T> reading) {
        this.most = most;
        this.reading = reading;
    }

    static BoundedBytes<byte[]> upTo(int most) {
        return new BoundedBytes<>(most, bytes -> bytes);
    }

    static BoundedBytes<String> text(int mostBytes) {
        return new BoundedBytes<>(mostBytes, bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public T deserialize(String topic, byte @Nullable [] data) {
        return reading.apply(data == null || data.length > most ? NOTHING : data);
    }

    @Override
    public T deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
        if (data == null || data.remaining() > most) {
            return reading.apply(NOTHING);
        }
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return reading.apply(bytes);
    }
}
