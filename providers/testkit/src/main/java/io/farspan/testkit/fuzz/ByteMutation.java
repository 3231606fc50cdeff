package io.farspan.testkit.fuzz;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Bytes of which some are flipped, cut, repeated or inserted, among them invalid UTF-8. */
final class ByteMutation {

    private static final List<byte[]> INSERTS = List.of(
            hex("00"),
            hex("ff"),
            hex("c0af"), // an overlong slash
            hex("eda080"), // a surrogate
            hex("f4908080"), // beyond Unicode
            hex("efbbbf"), // a byte order mark
            hex("fffe"),
            "\"".getBytes(),
            "\\u0000".getBytes(),
            "\\".getBytes(),
            "{".getBytes(),
            "]".getBytes(),
            ",".getBytes(),
            "\r\n".getBytes());

    private final Chance chance;

    ByteMutation(Chance chance) {
        this.chance = chance;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    byte[] mutate(byte[] right) {
        byte[] bytes = right;
        for (int left = 1 + chance.below(3); left > 0; left--) {
            bytes = once(bytes);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        int from = chance.below(bytes.length + 1);
        int to = Math.min(bytes.length, from + chance.below(20));
        return switch (chance.below(6)) {
            case 0 -> flipped(bytes, from);
            case 1 -> Arrays.copyOf(bytes, from);
            case 2 -> joined(bytes, from, new byte[0], to);
            case 3 -> joined(bytes, to, Arrays.copyOfRange(bytes, from, to), to);
            case 4 -> joined(bytes, from, chance.bytes(1 + chance.below(8)), to);
            default -> joined(bytes, from, chance.pick(INSERTS), from);
        };
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        if (at < copy.length) {
            copy[at] ^= (byte) (1 << chance.below(8));
        }
        return copy;
    }

    private static byte[] joined(byte[] bytes, int until, byte[] middle, int from) {
        byte[] joined = Arrays.copyOf(bytes, until + middle.length + bytes.length - from);
        System.arraycopy(middle, 0, joined, until, middle.length);
        System.arraycopy(bytes, from, joined, until + middle.length, bytes.length - from);
        return joined;
    }
}
