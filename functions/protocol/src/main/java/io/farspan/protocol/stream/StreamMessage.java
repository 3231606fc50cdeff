package io.farspan.protocol.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One record of a stream as a message in its {@link StreamTopic}. The key is {@code application/location/instance/stream};
 * the value the record's JSON by {@code record-1.schema.json}. The headers, all of them text, are {@code schema}
 * ({@value #SCHEMA}), {@code incarnation} and {@code offset}, which together with the key name a record: one that comes again
 * is the same; {@code next}, when the record stands for more than one offset, as a gap does; and {@code publication}, the
 * {@link Publication} in JSON, in the first message of a stream in it.
 *
 * @param application the application's name
 * @param instance whose stream it is
 * @param name the stream's name
 * @param incarnation which the offsets are of
 * @param offset the record's
 * @param next the next record's
 * @param publication of the publication that it begins
 * @param value the record's JSON
 */
public record StreamMessage(
        String application,
        InstanceId instance,
        StreamName name,
        UUID incarnation,
        long offset,
        long next,
        Optional<Publication> publication,
        byte[] value) {

    /** The version of what a message looks like. */
    public static final String SCHEMA = "record-1";

    private static final String SCHEMA_HEADER = "schema";
    private static final String INCARNATION_HEADER = "incarnation";
    private static final String OFFSET_HEADER = "offset";
    private static final String NEXT_HEADER = "next";
    private static final String PUBLICATION_HEADER = "publication";

    /** More than a header of ours can have. */
    private static final int LONGEST_HEADER = 1_000;

    private static final int KEY_PARTS = 4;

    public StreamMessage {
        Names.requireLabel("application", application);
        Offsets.require(OFFSET_HEADER, offset);
        if (next <= offset) {
            throw new IllegalArgumentException("'next' must be after 'offset': " + next + " is not after " + offset);
        }
    }

    /** Where the headers of a message are. */
    @FunctionalInterface
    public interface Headers {

        /** The last header of that name; empty when there is none. */
        Optional<byte[]> last(String name);
    }

    /** Whether it stands for offsets that are lost. */
    public boolean isGap() {
        return next - offset > 1;
    }

    /** Its key, by which a stream stays in one partition. */
    public String key() {
        return application + "/" + instance + "/" + name;
    }

    /** Its headers, in the order in which they are written. */
    public Map<String, byte[]> headers() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put(SCHEMA_HEADER, SCHEMA.getBytes(UTF_8));
        headers.put(INCARNATION_HEADER, incarnation.toString().getBytes(UTF_8));
        headers.put(OFFSET_HEADER, Long.toString(offset).getBytes(UTF_8));
        if (isGap()) {
            headers.put(NEXT_HEADER, Long.toString(next).getBytes(UTF_8));
        }
        publication.ifPresent(begun -> headers.put(PUBLICATION_HEADER, Json.write(begun)));
        return headers;
    }

    /**
     * The message of which these are the parts.
     *
     * @throws MalformedStreamException when they are not
     */
    public static StreamMessage read(String key, Headers headers, byte[] value) throws MalformedStreamException {
        try {
            String[] parts = key.split("/", KEY_PARTS);
            if (parts.length < KEY_PARTS) {
                throw new IllegalArgumentException("its key is not application/location/instance/stream");
            }
            if (!required(headers, SCHEMA_HEADER).equals(SCHEMA)) {
                throw new IllegalArgumentException("its schema is not " + SCHEMA);
            }
            long offset = Long.parseLong(required(headers, OFFSET_HEADER));
            Optional<String> next = text(headers, NEXT_HEADER);
            Optional<String> publication = text(headers, PUBLICATION_HEADER);
            return new StreamMessage(
                    parts[0],
                    new InstanceId(parts[1], parts[2]),
                    new StreamName(parts[3]),
                    UUID.fromString(required(headers, INCARNATION_HEADER)),
                    offset,
                    next.isPresent() ? Long.parseLong(next.get()) : Math.addExact(offset, 1),
                    publication.isPresent() ? Optional.of(publication(publication.get())) : Optional.empty(),
                    value);
        } catch (IOException e) {
            throw new MalformedStreamException("its header '" + PUBLICATION_HEADER + "': " + Json.explain(e));
        } catch (UncheckedIOException | IllegalArgumentException | ArithmeticException e) {
            throw new MalformedStreamException(Names.shorten(String.valueOf(e.getMessage())));
        }
    }

    private static Publication publication(String json) throws IOException {
        Publication read = Json.wire().readValue(json, Publication.class);
        if (read == null) {
            throw new IllegalArgumentException("its header '" + PUBLICATION_HEADER + "' is null");
        }
        return read;
    }

    private static String required(Headers headers, String name) {
        return text(headers, name)
                .orElseThrow(() -> new IllegalArgumentException("its header '" + name + "' is missing"));
    }

    private static Optional<String> text(Headers headers, String name) {
        return headers.last(name).map(bytes -> {
            if (bytes.length > LONGEST_HEADER) {
                throw new IllegalArgumentException("its header '" + name + "' is too long");
            }
            return new String(bytes, UTF_8);
        });
    }
}
