package io.farspan.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.farspan.agent.record.Gap;

/** Reads a spool as home does, to its end: every record with its offset, and what is missing. */
public final class Records {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> all = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();

    private Records() {}

    public static Records of(Spool spool) throws IOException {
        return from(spool, spool.extent().incarnation().toString(), 0, 1_000_000);
    }

    public static Records from(Spool spool, String incarnation, long offset, int maxBytes) throws IOException {
        Records records = new Records();
        String known = incarnation;
        long at = offset;
        while (true) {
            Block block = spool.read(known, at, maxBytes);
            known = block.incarnation().toString();
            Optional<Gap.Reason> reason = block.lost();
            if (reason.isPresent()) {
                records.lost.add(reason.get() + " " + block.from() + " " + block.next());
            }
            records.add(block.from(), block.frames());
            if (block.next() == block.from() || block.next() >= block.end() && reason.isEmpty()) {
                return records;
            }
            at = block.next();
        }
    }

    private void add(long from, byte[] frames) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(frames);
        for (long offset = from; buffer.hasRemaining(); offset++) {
            byte[] payload = new byte[buffer.getInt()];
            buffer.getInt();
            buffer.get(payload);
            offsets.add(offset);
            all.add(JSON.readTree(new String(payload, StandardCharsets.UTF_8)));
        }
    }

    public List<JsonNode> all() {
        return all;
    }

    public List<Long> offsets() {
        return offsets;
    }

    /** Reason, from and to of what the reader was told is missing. */
    public List<String> lost() {
        return lost;
    }

    /** The messages of records that are not gaps. */
    public List<String> messages() {
        return all.stream()
                .filter(record -> record.has("m"))
                .map(record -> record.get("m").asText())
                .toList();
    }

    /** The reasons of the gap records. */
    public List<String> gaps() {
        return all.stream()
                .filter(record -> record.has("g"))
                .map(record -> record.at("/g/reason").asText())
                .toList();
    }

    public JsonNode gap() {
        return all.stream()
                .filter(record -> record.has("g"))
                .findFirst()
                .orElseThrow()
                .get("g");
    }
}
