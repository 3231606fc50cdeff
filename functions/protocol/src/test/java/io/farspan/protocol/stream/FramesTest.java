package io.farspan.protocol.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Frames of a spool, and bytes that are not frames. */
class FramesTest {

    @Test
    void whatWasFramedIsReadUnchanged() throws MalformedStreamException {
        // given
        Random random = new Random(1);
        Frames.Builder builder = new Frames.Builder();
        List<byte[]> payloads = new ArrayList<>();
        for (int size : new int[] {1, 7, 255, 65_536, Frames.LARGEST_PAYLOAD}) {
            byte[] payload = new byte[size];
            random.nextBytes(payload);
            payloads.add(payload);
            builder.add(payload);
        }

        // when
        Frames frames = Frames.of(builder.build().block());

        // then
        List<byte[]> read = new ArrayList<>();
        frames.forEach(frame -> read.add(frame.payload()));
        assertThat(read).containsExactlyElementsOf(payloads);
        assertThat(frames.count()).isEqualTo(payloads.size());
    }

    @Test
    void theFormatIsTheOneOfTheAgentsSpool() {
        // given: CRC-32C of 00 00 00 09 "123456789", computed bit by bit from the polynomial
        byte[] payload = "123456789".getBytes(US_ASCII);
        byte[] covered = new byte[4 + payload.length];
        covered[3] = (byte) payload.length;
        System.arraycopy(payload, 0, covered, 4, payload.length);
        int crc = crc32c(covered);

        // when
        byte[] block = new Frames.Builder().add(payload).build().block();

        // then
        assertThat(crc32c(payload)).as("the check value of RFC 3720").isEqualTo(0xE3069283);
        assertThat(Arrays.copyOf(block, 4)).containsExactly(0, 0, 0, 9);
        assertThat(Arrays.copyOfRange(block, 4, 8))
                .containsExactly((byte) (crc >>> 24), (byte) (crc >>> 16), (byte) (crc >>> 8), (byte) crc);
        assertThat(Arrays.copyOfRange(block, 8, block.length)).isEqualTo(payload);
    }

    @Test
    void everyFlippedBitIsFound() {
        // given
        byte[] block = new Frames.Builder()
                .add(StreamRecord.of(1, 9, "one").write())
                .add(StreamRecord.of(2, 9, "two").write())
                .build()
                .block();

        for (int bit = 0; bit < block.length * 8; bit++) {
            // when
            byte[] broken = block.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);

            // then
            assertThatThrownBy(() -> Frames.of(broken)).as("bit %d", bit).isInstanceOf(MalformedStreamException.class);
        }
    }

    @Test
    void everyBlockThatEndsTooEarlyIsFound() throws MalformedStreamException {
        // given
        byte[] first = new Frames.Builder().add(new byte[] {1, 2, 3}).build().block();
        byte[] block = new Frames.Builder()
                .add(new byte[] {1, 2, 3})
                .add(new byte[] {4})
                .build()
                .block();

        for (int length = 1; length < block.length; length++) {
            if (length == first.length) {
                continue;
            }
            // when
            byte[] cut = Arrays.copyOf(block, length);

            // then
            assertThatThrownBy(() -> Frames.of(cut)).as("%d bytes", length).hasMessageContaining("of the block");
        }
        assertThat(Frames.of(first).count()).isOne();
        assertThat(Frames.of(new byte[0]).count()).isZero();
    }

    @Test
    void lengthsThatNoFrameHasAreRefusedBeforeAnythingIsDoneWithThem() {
        for (byte[] head : List.of(
                new byte[] {0, 0, 0, 0, 0, 0, 0, 0},
                new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0, 0, 0, 0},
                new byte[] {(byte) 0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0, 0, 0, 0},
                new byte[] {0, 0x20, 0, 1, 0, 0, 0, 0})) {
            assertThatThrownBy(() -> Frames.of(head)).hasMessageContaining("its payload must have 1 to 2097152 bytes");
        }
        assertThatThrownBy(() -> Frames.of(new byte[] {0, 0, 0, 2, 0, 0, 0, 0, 1}))
                .hasMessage("Frame 0 at byte 0 of the block: of its 2 bytes only 1 are there");
        assertThatThrownBy(() -> new Frames.Builder().add(new byte[Frames.LARGEST_PAYLOAD + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int crc32c(byte[] bytes) {
        int crc = -1;
        for (byte value : bytes) {
            crc ^= value & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 1 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
            }
        }
        return ~crc;
    }
}
