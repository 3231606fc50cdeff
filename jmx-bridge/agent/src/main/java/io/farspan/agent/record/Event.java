package io.farspan.agent.record;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What one record says beside its message. The message is bytes: a line of a file as it is, or a text in {@linkplain
 * #bytes(String) UTF-8}.
 *
 * <p>A message that is longer than {@value #PART} bytes becomes several records, each but the last marked as going on
 * in the next one. One that grows when it is written (control characters, bytes that are not UTF-8 and are added in Base64)
 * is cut into smaller parts. Whatever an application names is bounded too: a logger's, a thread's or an attribute's
 * text has at most {@value #LONGEST_TEXT} bytes, an event at most {@value #MOST_ATTRIBUTES} attributes of 64 KiB in all,
 * and says how many it had beyond these. So no record is longer than {@value #LONGEST} bytes.
 */
public final class Event {

    /** The longest part of a message, in bytes. */
    public static final int PART = 1 << 20;

    /** The longest record, in bytes. */
    public static final int LONGEST = 1_400_000;

    static final int LONGEST_TEXT = 1 << 10;
    static final int MOST_ATTRIBUTES = 64;

    /** An attribute's name that says how many others were left out. */
    static final String LEFT_OUT = "farspan.attributes.left_out";

    private static final int ALL_ATTRIBUTES = 64 << 10;
    private static final int SMALL_PART = 128 << 10;
    private static final int GROWTH = 256 << 10;

    private final StringBuilder fields = new StringBuilder(160);

    private Event(Instant time, SteadyClock clock) {
        fields.append(timeOf(time, clock));
    }

    /** How the record of what has just happened begins: its time by the system's clock, and what that is off. */
    public static String timeOf(Instant time) {
        return timeOf(time, SteadyClock.SYSTEM);
    }

    private static String timeOf(Instant time, SteadyClock clock) {
        long ahead = clock.ahead(time);
        return "{\"t\":" + nanos(time) + (ahead == 0 ? "" : ",\"d\":" + ahead);
    }

    /** An event that has just happened, at a time by the system's clock. */
    public static Event at(Instant time) {
        return at(time, SteadyClock.SYSTEM);
    }

    static Event at(Instant time, SteadyClock clock) {
        return new Event(time, clock);
    }

    /** A severity number of OpenTelemetry, 1 to 24. */
    public Event severity(int number) {
        fields.append(",\"s\":").append(number);
        return this;
    }

    public Event logger(@Nullable String name) {
        return text("l", name);
    }

    public Event thread(@Nullable String name) {
        return text("h", name);
    }

    public Event attributes(Map<String, String> attributes) {
        if (attributes.isEmpty()) {
            return this;
        }
        fields.append(",\"a\":{");
        int begin = fields.length();
        int kept = 0;
        int bytes = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            int before = fields.length();
            attribute(begin, attribute.getKey(), attribute.getValue());
            bytes += JsonText.bytes(fields, before);
            if (kept == MOST_ATTRIBUTES || bytes > ALL_ATTRIBUTES) {
                fields.setLength(before);
                break;
            }
            kept++;
        }
        if (kept < attributes.size()) {
            attribute(begin, LEFT_OUT, String.valueOf(attributes.size() - kept));
        }
        fields.append('}');
        return this;
    }

    /** The trace that it is part of: 32 hexadecimal digits in lower case. */
    public Event trace(String id) {
        return text("T", id);
    }

    /** The span that it is part of: 16 hexadecimal digits in lower case. */
    public Event span(String id) {
        return text("S", id);
    }

    private void attribute(int begin, String name, String value) {
        if (fields.length() > begin) {
            fields.append(',');
        }
        JsonText.appendAtMost(LONGEST_TEXT, fields, name);
        fields.append(':');
        JsonText.appendAtMost(LONGEST_TEXT, fields, value);
    }

    private Event text(String key, @Nullable String value) {
        if (value != null) {
            fields.append(",\"").append(key).append("\":");
            JsonText.appendAtMost(LONGEST_TEXT, fields, value);
        }
        return this;
    }

    /** All records of the event, with the message whole. */
    public List<byte[]> records(byte[] message) {
        List<byte[]> records = new ArrayList<>(1);
        int from = 0;
        do {
            int to = end(message, from, message.length);
            records.add(record(message, from, to, to < message.length, null));
            from = to;
        } while (from < message.length);
        return records;
    }

    /** One record: a part of the message, whether it goes on, and how far its file was read with it. */
    public byte[] record(byte[] message, int from, int to, boolean continues, @Nullable Position position) {
        if (isPlain(message, from, to)) {
            return plain(message, from, to, continues, position);
        }
        StringBuilder json = new StringBuilder(fields.length() + to - from + 160).append(fields);
        String text = new String(message, from, to - from, StandardCharsets.UTF_8);
        json.append(",\"m\":");
        JsonText.append(json, text);
        if (!isExact(text, message, from, to)) {
            byte[] original = Arrays.copyOfRange(message, from, to);
            json.append(",\"r\":\"")
                    .append(Base64.getEncoder().encodeToString(original))
                    .append('"');
        }
        return closed(json, continues, position);
    }

    /** Whether these bytes are the same as a JSON string: most lines are, and need not become a text on their way. */
    private static boolean isPlain(byte[] message, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = message[i];
            if (b < ' ' || b == '"' || b == '\\') { // bytes beyond ASCII are negative
                return false;
            }
        }
        return true;
    }

    private byte[] plain(byte[] message, int from, int to, boolean continues, @Nullable Position position) {
        byte[] before = (fields + ",\"m\":\"").getBytes(StandardCharsets.UTF_8);
        byte[] after = closed(new StringBuilder(96).append('"'), continues, position);
        byte[] record = Arrays.copyOf(before, before.length + to - from + after.length);
        System.arraycopy(message, from, record, before.length, to - from);
        System.arraycopy(after, 0, record, record.length - after.length, after.length);
        return record;
    }

    private static byte[] closed(StringBuilder json, boolean continues, @Nullable Position position) {
        if (continues) {
            json.append(",\"c\":true");
        }
        if (position != null) {
            position.append(json);
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Where the part ends that begins at {@code from}: between characters, at most {@value #PART} bytes later. */
    public static int end(byte[] message, int from, int limit) {
        if (limit - from <= SMALL_PART) {
            return limit;
        }
        int end = wholeCharacters(message, from, Math.min(limit, from + PART), limit);
        return growth(message, from, end) > GROWTH ? wholeCharacters(message, from, from + SMALL_PART, limit) : end;
    }

    private static int wholeCharacters(byte[] message, int from, int end, int limit) {
        int whole = end;
        while (whole < limit && whole > Math.max(from + 1, end - 3) && (message[whole] & 0xC0) == 0x80) {
            whole--;
        }
        return whole;
    }

    /** By how many bytes a record is longer than this part of the message. */
    private static long growth(byte[] message, int from, int to) {
        long growth = 0;
        for (int i = from; i < to; i++) {
            if (message[i] == '"' || message[i] == '\\') {
                growth++;
            } else if (message[i] >= 0 && message[i] < ' ') {
                growth += 5;
            }
        }
        String text = new String(message, from, to - from, StandardCharsets.UTF_8);
        return isExact(text, message, from, to) ? growth : growth + 4L * (to - from);
    }

    private static boolean isExact(String text, byte[] message, int from, int to) {
        if (text.indexOf(0) >= 0) {
            return false;
        }
        return text.indexOf('\uFFFD') < 0
                || Arrays.equals(
                        text.getBytes(StandardCharsets.UTF_8),
                        0,
                        text.getBytes(StandardCharsets.UTF_8).length,
                        message,
                        from,
                        to);
    }

    /** A text in UTF-8; a lone surrogate, which UTF-8 lacks, becomes three bytes that are not UTF-8, and so is kept. */
    public static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (new String(bytes, StandardCharsets.UTF_8).equals(text)) {
            return bytes;
        }
        ByteArrayOutputStream exact = new ByteArrayOutputStream(bytes.length + 16);
        text.codePoints().forEach(code -> {
            if (code >= 0xD800 && code <= 0xDFFF) {
                exact.write(0xE0 | code >> 12);
                exact.write(0x80 | (code >> 6 & 0x3F));
                exact.write(0x80 | (code & 0x3F));
            } else {
                byte[] character = new String(Character.toChars(code)).getBytes(StandardCharsets.UTF_8);
                exact.write(character, 0, character.length);
            }
        });
        return exact.toByteArray();
    }

    /** Nanoseconds since 1970. */
    static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    }
}
