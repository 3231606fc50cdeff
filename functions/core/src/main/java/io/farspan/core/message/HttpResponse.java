package io.farspan.core.message;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A response taken in piece by piece as it arrives: HTTP/1.1 with a length, chunked, or ended by the connection's end
 * (RFC 9112, section 6.3). Fails with {@link HttpFault} as soon as the body is larger than allowed, or is no HTTP.
 */
public final class HttpResponse {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?");
    private static final int LONGEST_LINE = 8_192;
    private static final int LARGEST_HEAD = 64 << 10;
    private static final int MOST_HEADERS = 100;
    private static final int MOST_INTERIM_HEADS = 10;

    private enum Expecting {
        STATUS,
        HEADER,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        NOTHING
    }

    private final int largest;
    private final StringBuilder line = new StringBuilder();
    private final Map<String, String> headers = new HashMap<>();
    private final Segments segments = new Segments();
    private byte @Nullable [] body;
    private boolean discards;
    private long discarded;
    private int interimHeads;
    private int trailers;
    private Expecting expecting = Expecting.STATUS;
    private int status;
    private boolean keepAlive;
    private boolean endedByConnection;
    private boolean started;
    private long left;

    /** A response whose body may have {@code largest} bytes. */
    public HttpResponse(int largest) {
        this.largest = largest;
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** What has come of the body, without chunk framing; nothing can come after it was asked for. */
    public byte[] body() {
        if (body == null) {
            body = segments.join();
        }
        return body;
    }

    /** How much of the body has come. */
    public int size() {
        return segments.size();
    }

    /** Compares what has come and will come of the body with another, and keeps it from where it differs. */
    public void compareWith(byte[] other) {
        segments.compareWith(other);
    }

    /** How many bytes of the body, from the first on, are those of the body that it is compared with. */
    public int equal() {
        return segments.equal();
    }

    /** The bytes that come after those; a copy. */
    public byte[] rest() {
        return segments.copyKept();
    }

    /**
     * Keeps nothing of what has come and will come: only the end of the response is of interest. What sends more than the
     * largest body even then fails.
     */
    public void discard() {
        discards = true;
        segments.clear();
    }

    /** Whether any byte has come. */
    public boolean started() {
        return started;
    }

    /** A header's value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether the whole response has come. */
    public boolean complete() {
        return expecting == Expecting.NOTHING;
    }

    /** Whether the connection can carry another exchange. */
    public boolean keepsConnection() {
        return complete() && keepAlive && !endedByConnection;
    }

    /** Takes all that is in the buffer. */
    public void take(ByteBuffer buffer) {
        started |= buffer.hasRemaining();
        if (discards) {
            discarded += buffer.remaining();
            if (discarded > largest + (long) LARGEST_HEAD) {
                throw tooLarge();
            }
        }
        while (buffer.hasRemaining() && expecting != Expecting.NOTHING) {
            switch (expecting) {
                case BODY, CHUNK -> takeBody(buffer);
                default -> takeLine(buffer);
            }
        }
    }

    /** The connection has ended. */
    public void end() {
        if (expecting == Expecting.BODY && endedByConnection) {
            expecting = Expecting.NOTHING;
        } else if (!complete()) {
            throw new HttpFault(HttpFault.Kind.CUT_OFF, "the connection was closed in the middle of the answer");
        }
    }

    private void takeBody(ByteBuffer buffer) {
        int count = (int) Math.min(left, buffer.remaining());
        if (discards) {
            buffer.position(buffer.position() + count);
        } else if (segments.size() + (long) count > largest) {
            throw tooLarge();
        } else {
            segments.add(buffer, count);
        }
        left -= count;
        if (left == 0) {
            expecting = expecting == Expecting.CHUNK ? Expecting.CHUNK_END : Expecting.NOTHING;
        }
    }

    private void takeLine(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            char next = (char) (buffer.get() & 0xff);
            if (next == '\n') {
                int length = line.length();
                if (length > 0 && line.charAt(length - 1) == '\r') {
                    line.setLength(length - 1);
                }
                String whole = line.toString();
                line.setLength(0);
                takeLine(whole);
                return;
            }
            line.append(next);
            if (line.length() > LONGEST_LINE) {
                throw garbage("a line of its head is longer than " + LONGEST_LINE + " bytes");
            }
        }
    }

    private void takeLine(String text) {
        switch (expecting) {
            case STATUS -> takeStatus(text);
            case HEADER -> takeHeader(text);
            case CHUNK_SIZE -> takeChunkSize(text);
            case CHUNK_END -> {
                if (!text.isEmpty()) {
                    throw garbage("one of its chunks is longer than declared");
                }
                expecting = Expecting.CHUNK_SIZE;
            }
            default -> takeTrailer(text);
        }
    }

    private void takeStatus(String text) {
        if (!STATUS.matcher(text).matches()) {
            throw garbage("it begins with '"
                    + text.substring(0, Math.min(40, text.length())).replaceAll("[^\\x20-\\x7e]", "?")
                    + "'");
        }
        status = Integer.parseInt(text.substring(9, 12));
        keepAlive = text.startsWith("HTTP/1.1");
        expecting = Expecting.HEADER;
    }

    private void takeHeader(String text) {
        if (!text.isEmpty()) {
            int colon = text.indexOf(':');
            if (colon < 1 || headers.size() == MOST_HEADERS) {
                throw garbage("its head is not a list of headers");
            }
            headers.put(
                    text.substring(0, colon).toLowerCase(Locale.ROOT),
                    text.substring(colon + 1).trim());
            return;
        }
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        keepAlive = keepAlive ? !connection.contains("close") : connection.contains("keep-alive");
        if (status < 200) {
            if (++interimHeads > MOST_INTERIM_HEADS) {
                throw garbage("it begins with more than " + MOST_INTERIM_HEADS + " heads of status " + status);
            }
            headers.clear();
            expecting = Expecting.STATUS;
        } else if (status == 204 || status == 304) {
            expecting = Expecting.NOTHING;
        } else if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            expecting = Expecting.CHUNK_SIZE;
        } else if (headers.containsKey("content-length")) {
            left = number(headers.get("content-length"), 10);
            if (left > largest && !discards) {
                throw tooLarge();
            }
            expecting = left == 0 ? Expecting.NOTHING : Expecting.BODY;
        } else {
            endedByConnection = true;
            left = Long.MAX_VALUE;
            expecting = Expecting.BODY;
        }
    }

    private void takeTrailer(String text) {
        if (text.isEmpty()) {
            expecting = Expecting.NOTHING;
        } else if (++trailers > MOST_HEADERS) {
            throw garbage("more than " + MOST_HEADERS + " lines follow its body");
        }
    }

    private void takeChunkSize(String text) {
        int semicolon = text.indexOf(';');
        left = number((semicolon < 0 ? text : text.substring(0, semicolon)).trim(), 16);
        expecting = left == 0 ? Expecting.TRAILER : Expecting.CHUNK;
    }

    private static long number(@Nullable String text, int radix) {
        try {
            long number = Long.parseLong(String.valueOf(text), radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw garbage("one of its lengths is not a number");
        }
        throw garbage("one of its lengths is negative");
    }

    private static HttpFault garbage(String why) {
        return new HttpFault(HttpFault.Kind.NOT_HTTP, why);
    }

    private HttpFault tooLarge() {
        return new HttpFault(HttpFault.Kind.TOO_LARGE, "it is larger than " + largest + " bytes");
    }
}
