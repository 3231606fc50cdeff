package io.farspan.telemetry.kafka;

import java.nio.ByteBuffer;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessagePileTest {

    private static final int MEGABYTE = 1 << 20;

    @Test
    void aPileIsFullByTheBytesThatItsMessagesHadUncompressed() {
        // given
        MessagePile pile = new MessagePile();

        // when: the values are not kept
        for (int message = 0; message < 3; message++) {
            pile.add(message(2 * MEGABYTE, 0));
        }
        boolean before = pile.isFull();
        pile.add(message(0, 2 * MEGABYTE));

        // then
        assertThat(before).isFalse();
        assertThat(pile.isFull()).isTrue();
        assertThat(pile.count()).isEqualTo(4);
    }

    @Test
    void aPileIsFullByTheNumberOfItsMessages() {
        // given
        MessagePile pile = new MessagePile();

        // when
        for (int message = 0; message < 256; message++) {
            assertThat(pile.isFull()).isFalse();
            pile.add(message(1, 1));
        }

        // then
        assertThat(pile.isFull()).isTrue();
    }

    @Test
    void whatIsLargerThanAnythingOfOursIsNotCopied() {
        // given
        BoundedBytes<byte[]> value = BoundedBytes.upTo(3);
        BoundedBytes<String> key = BoundedBytes.text(3);

        // then
        assertThat(value.deserialize("t", new RecordHeaders(), ByteBuffer.wrap(new byte[] {1, 2, 3})))
                .containsExactly(1, 2, 3);
        assertThat(value.deserialize("t", new RecordHeaders(), ByteBuffer.wrap(new byte[4])))
                .isEmpty();
        assertThat(key.deserialize("t", new byte[] {'k', 'e', 'y'})).isEqualTo("key");
        assertThat(key.deserialize("t", new byte[4])).isEmpty();
    }

    private static ConsumerRecord<String, byte[]> message(int value, int header) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("h", new byte[header]);
        return new ConsumerRecord<>(
                "topic", 0, 0, 0, TimestampType.CREATE_TIME, 3, value, "key", new byte[0], headers, Optional.empty());
    }
}
