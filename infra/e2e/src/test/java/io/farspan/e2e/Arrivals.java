package io.farspan.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.farspan.local.generator.Journal;
import io.farspan.local.generator.NumberedLines;

/** What arrived of a stream of numbered lines: whole events in the order of their offsets, and the gaps between them. */
final class Arrivals {

    private static final Pattern BYTE = Pattern.compile("byte ([0-9]+) of ");

    private final NumberedLines lines;
    private final TreeMap<Long, List<Event>> byNumber = new TreeMap<>();
    private final TreeMap<Long, Long> gaps = new TreeMap<>();

    /** An event and the offset of its first record. */
    private record Event(long offset, byte[] text) {}

    /**
     * What became of the numbers that were written.
     *
     * @param lost those that are not there, or not as they were written
     * @param doubled those that are there too often
     * @param unrecordedGaps those that may be missing, and of which no gap says so
     * @param recordedGaps those that are missing as a gap says
     * @param examples some of the lost, doubled and unrecorded ones, in words
     */
    record Count(int written, int lost, int doubled, int unrecordedGaps, int recordedGaps, List<String> examples) {

        static final Count NOTHING = new Count(0, 0, 0, 0, 0, List.of());

        Count plus(Count other) {
            List<String> both = new ArrayList<>(examples);
            both.addAll(other.examples);
            return new Count(
                    written + other.written,
                    lost + other.lost,
                    doubled + other.doubled,
                    unrecordedGaps + other.unrecordedGaps,
                    recordedGaps + other.recordedGaps,
                    both);
        }

        @Override
        public String toString() {
            return "lost=" + lost + " doubled=" + doubled + " unrecorded_gaps=" + unrecordedGaps;
        }
    }

    /** Of the records of one stream of an instance, in the order of their offsets. */
    Arrivals(String instance, List<StoredRecord> records) {
        lines = new NumberedLines(instance);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        long begin = -1;
        for (StoredRecord record : records) {
            if (record.gapFrom().isPresent()) {
                Matcher bound = BYTE.matcher(record.gapFrom().get());
                gaps.put(record.offset(), bound.find() ? Long.parseLong(bound.group(1)) : 0);
                continue;
            }
            begin = begin < 0 ? record.offset() : begin;
            text.writeBytes(record.bytes());
            if (!record.continued()) {
                Event event = new Event(begin, text.toByteArray());
                NumberedLines.number(event.text)
                        .ifPresent(number -> byNumber.computeIfAbsent(number, key -> new ArrayList<>())
                                .add(event));
                text.reset();
                begin = -1;
            }
        }
    }

    /** Compares with what was written. Of events only the beginning is their own line; a stack trace may follow. */
    Count count(String stream, Map<Long, Journal.Entry> written, boolean events) {
        Count count = Count.NOTHING;
        for (Map.Entry<Long, Journal.Entry> entry : written.entrySet()) {
            count = count.plus(count(stream, entry.getKey(), entry.getValue(), events));
        }
        return count;
    }

    private Count count(String stream, long number, Journal.Entry entry, boolean events) {
        List<Event> there = byNumber.getOrDefault(number, List.of());
        long right = there.stream()
                .filter(event -> isRight(event.text, number, events))
                .count();
        int missing = (int) Math.max(0, entry.written() - right);
        int doubled = Math.max(0, there.size() - entry.begun());
        String example = stream + " " + number + " " + entry + " is there at "
                + there.stream().map(Event::offset).toList() + ", right " + right;
        if (missing > 0 && entry.exposed()) {
            boolean recorded = isInAGap(number, entry.position());
            return new Count(
                    entry.written(),
                    0,
                    doubled,
                    recorded ? 0 : missing,
                    recorded ? missing : 0,
                    recorded && doubled == 0 ? List.of() : List.of(example));
        }
        return new Count(
                entry.written(), missing, doubled, 0, 0, missing + doubled == 0 ? List.of() : List.of(example));
    }

    private boolean isRight(byte[] text, long number, boolean event) {
        byte[] line = event ? lines.text(number).getBytes(StandardCharsets.UTF_8) : lines.of(number);
        return event
                ? text.length >= line.length
                        && Arrays.equals(text, 0, line.length, line, 0, line.length)
                        && (text.length == line.length || text[line.length] == '\n')
                : Arrays.equals(text, line);
    }

    /** Whether a gap stands between the numbers around this one, and begins where this one or one before it was written. */
    private boolean isInAGap(long number, long position) {
        Map.Entry<Long, List<Event>> before = byNumber.lowerEntry(number);
        Map.Entry<Long, List<Event>> after = byNumber.higherEntry(number);
        long from = before == null ? -1 : before.getValue().get(0).offset;
        long to = after == null ? Long.MAX_VALUE : after.getValue().get(0).offset;
        return from < to && gaps.subMap(from, true, to, true).values().stream().anyMatch(bound -> bound <= position);
    }
}
