package io.farspan.agent.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;

import io.farspan.agent.record.Event;
import io.farspan.agent.record.Position;
import io.farspan.agent.spool.Spool;

/**
 * Appends the lines of a file to a spool, each with the position after it. It holds one part of a line in memory,
 * however long the line is: a long one is appended when its end is in the file, so that its parts stand side by side.
 */
final class LineReader {

    private final Spool spool;
    private final Clock clock;
    private final byte[] buffer = new byte[Fingerprint.TAIL + Event.PART + 8];

    LineReader(Spool spool, Clock clock) {
        this.spool = spool;
        this.clock = clock;
    }

    /**
     * Appends the lines that are whole.
     *
     * @param most bytes after which it stops, at the end of a line
     * @return false when the bytes before the position are no longer those that were read
     */
    boolean read(OpenFile file, FileChannel channel, Map<String, String> attributes, long most)
            throws IOException, InterruptedException {
        long stop = file.read().position() + most;
        while (file.read().position() < stop) {
            byte[] tail = file.read().tail();
            long from = file.read().position() - tail.length;
            int filled = fill(channel, from);
            if (filled < tail.length || !startsWith(tail)) {
                return false;
            }
            int at = tail.length;
            for (int end = lineEnd(at, filled); end >= 0; end = lineEnd(at, filled)) {
                line(file, attributes, at, end);
                at = end + 1;
            }
            if (at == tail.length) {
                long end = filled < buffer.length ? -1 : search(file, channel);
                if (end < 0) {
                    return true;
                }
                longLine(file, channel, attributes, end);
            }
        }
        return true;
    }

    /** Appends what comes after the last end of a line, because no more will come. */
    void readLast(OpenFile file, FileChannel channel, Map<String, String> attributes)
            throws IOException, InterruptedException {
        long size = channel.size();
        if (size > file.read().position()) {
            parts(file, channel, attributes, size, size);
        }
    }

    private int fill(FileChannel channel, long from) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(buffer);
        int length = 0;
        while (target.hasRemaining() && length >= 0) {
            length = channel.read(target, from + target.position());
        }
        return target.position();
    }

    private boolean startsWith(byte[] tail) {
        return Arrays.equals(buffer, 0, tail.length, tail, 0, tail.length);
    }

    private int lineEnd(int from, int to) {
        for (int at = from; at < to; at++) {
            if (buffer[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    private void line(OpenFile file, Map<String, String> attributes, int from, int lineFeed)
            throws IOException, InterruptedException {
        int end = lineFeed > from && buffer[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
        Event event = Event.at(clock.instant()).attributes(attributes);
        int at = from;
        do {
            int cut = Event.end(buffer, at, end);
            boolean continues = cut < end;
            file.read().advance(buffer, at, continues ? cut : lineFeed + 1);
            Position position = file.position();
            spool.append(event.record(buffer, at, cut, continues, position), position);
            at = cut;
        } while (at < end);
    }

    /** Looks for the end of a line that is longer than the buffer, from where the last search ended. */
    private long search(OpenFile file, FileChannel channel) throws IOException {
        byte[] chunk = new byte[64 << 10];
        for (long at = file.searched(); ; ) {
            int length = channel.read(ByteBuffer.wrap(chunk), at);
            for (int i = 0; i < length; i++) {
                if (chunk[i] == '\n') {
                    return at + i;
                }
            }
            if (length <= 0) {
                file.searchedTo(at);
                return -1;
            }
            at += length;
        }
    }

    private void longLine(OpenFile file, FileChannel channel, Map<String, String> attributes, long lineFeed)
            throws IOException, InterruptedException {
        byte[] before = Fingerprint.read(channel, lineFeed - 1, 1);
        boolean carriageReturn = before.length == 1 && before[0] == '\r';
        parts(file, channel, attributes, carriageReturn ? lineFeed - 1 : lineFeed, lineFeed + 1);
    }

    /** Appends the bytes up to {@code end} as one event; with the last part everything up to {@code after} is read. */
    private void parts(OpenFile file, FileChannel channel, Map<String, String> attributes, long end, long after)
            throws IOException, InterruptedException {
        Event event = Event.at(clock.instant()).attributes(attributes);
        do {
            long at = file.read().position();
            int filled = fill(channel, at);
            int limit = (int) Math.min(filled, end - at);
            int cut = Event.end(buffer, 0, limit);
            boolean continues = at + cut < end;
            if (filled < Math.min(buffer.length, after - at)) {
                throw new IOException(file.path() + " became shorter while it was read");
            }
            file.read().advance(buffer, 0, continues ? cut : (int) (after - at));
            Position position = file.position();
            spool.append(event.record(buffer, 0, cut, continues, position), position);
        } while (file.read().position() < end);
    }
}
