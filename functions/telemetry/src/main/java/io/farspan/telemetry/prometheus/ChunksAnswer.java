package io.farspan.telemetry.prometheus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.zip.CRC32C;

import io.farspan.telemetry.wire.ProtoWriter;

/**
 * A message for each series, or for each megabyte of it, of chunks of samples. Before a message are its length and its CRC-32C.
 *
 * @see <a href="https://github.com/prometheus/prometheus/blob/main/storage/remote/chunked.go">Prometheus, chunked.go</a>
 */
final class ChunksAnswer implements ReadAnswer {

    /** About the bytes of a message, as in Prometheus. */
    private static final int FRAME = 1 << 20;

    private static final int SERIES = 1;
    private static final int QUERY = 2;
    private static final int CHUNKS = 2;
    private static final int XOR = 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int query = -1;

    @Override
    public void query() {
        query++;
    }

    @Override
    public void series(SortedMap<String, String> labels, long[] millis, double[] values, int count) {
        ProtoWriter series = begin(labels);
        XorChunk chunk = new XorChunk();
        for (int index = 0; index < count; index++) {
            if (chunk.isFull()) {
                end(series, chunk);
                chunk = new XorChunk();
                if (series.size() > FRAME) {
                    frame(series);
                    series = begin(labels);
                }
            }
            chunk.add(millis[index], values[index]);
        }
        end(series, chunk);
        frame(series);
    }

    private static ProtoWriter begin(SortedMap<String, String> labels) {
        ProtoWriter series = new ProtoWriter();
        ReadAnswer.labels(series, labels);
        return series;
    }

    private static void end(ProtoWriter series, XorChunk chunk) {
        if (!chunk.isEmpty()) {
            ProtoWriter message = new ProtoWriter();
            message.number(1, chunk.first());
            message.number(2, chunk.last());
            message.number(3, XOR);
            message.bytes(4, chunk.toBytes());
            series.message(CHUNKS, message);
        }
    }

    private void frame(ProtoWriter series) {
        ProtoWriter message = new ProtoWriter();
        message.message(SERIES, series);
        if (query > 0) {
            message.number(QUERY, query);
        }
        byte[] bytes = message.toBytes();
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        ProtoWriter.varint(out, bytes.length);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) checksum.getValue())
                .array());
        out.writeBytes(bytes);
    }

    @Override
    public long size() {
        return out.size();
    }

    @Override
    public byte[] body() {
        return out.toByteArray();
    }
}
