package io.farspan.telemetry.kafka;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamMessage;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.protocol.stream.StreamTopic;
import io.farspan.telemetry.collect.LocationBatches;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.TelemetryConfig;
import io.farspan.telemetry.store.TelemetryStore;
import io.farspan.telemetry.store.TestTelemetryStore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a partition's messages, over a real PostgreSQL. */
class PartitionIntakeTest {

    private static final StreamTopic TOPIC = new StreamTopic(Published.PREFIX, "shop", "aws1", StreamKind.LOG);
    private static final TelemetryConfig CONFIG = () -> Duration.ofDays(14);

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final TelemetryStore store = TestTelemetryStore.in(DATABASE);
    private final Published stream = new Published("aws1/i-1");
    private PartitionIntake intake = intake(0);
    private long position;

    @Test
    void aPublicationIsStoredOnceHoweverOftenItComes() throws SQLException {
        // when
        take(stream.publication(0, 5));
        take(stream.publication(0, 8));
        take(stream.publication(3, 8));

        // then
        assertThat(stored()).containsExactly(upTo(8));
        assertThat(gaps()).isEmpty();
    }

    @Test
    void twoPublicationsThatMixAreStoredInOrder() throws SQLException {
        // given: a timer's call and home's at the same time
        List<StreamMessage> one = stream.publication(0, 10);
        List<StreamMessage> two = stream.publication(0, 14);
        List<StreamMessage> mixed = new ArrayList<>();
        mixed.addAll(one.subList(0, 3));
        mixed.addAll(two.subList(0, 12));
        mixed.addAll(one.subList(3, 10));
        mixed.addAll(two.subList(12, 14));

        // when
        String refused = take(mixed);

        // then
        assertThat(stored()).containsExactly(upTo(14));
        assertThat(gaps()).isEmpty();
        assertThat(refused).isEmpty();
    }

    @Test
    void whatFollowsAHoleInAPublicationWaitsForTheNextOne() throws SQLException {
        // given: the message 4 was never acknowledged
        List<StreamMessage> cut = new ArrayList<>(stream.publication(0, 9));
        cut.remove(4);

        // when
        String told = take(cut);
        long held = checkpoint();
        take(stream.publication(4, 9));

        // then
        assertThat(held).isEqualTo(4);
        assertThat(told).contains("continues at 5 instead of 4").contains("(and 3 more)");
        assertThat(stored()).containsExactly(upTo(9));
        assertThat(gaps()).isEmpty();
    }

    @Test
    void reorderedMessagesAreNotTakenForLostOnes() throws SQLException {
        // given
        List<StreamMessage> reordered = new ArrayList<>(stream.publication(0, 6));
        reordered.add(1, reordered.remove(4));

        // when
        take(reordered);
        take(stream.publication(0, 6));

        // then
        assertThat(stored()).containsExactly(upTo(6));
        assertThat(gaps()).isEmpty();
    }

    @Test
    void aPublicationThatBeginsLaterShowsWhatIsGone() throws SQLException {
        // given
        take(stream.publication(0, 3));

        // when: 3 to 9 were acknowledged, or 10 could not be the beginning, and are not here
        take(stream.publication(10, 12));

        // then
        assertThat(gaps()).containsExactly(Gap.TOPIC_LOST + " 3 10");
        assertThat(stored()).containsExactly("record 0", "record 1", "record 2", "record 10", "record 11");
    }

    @Test
    void messagesThatThePartitionLostAreAGap() throws SQLException {
        // given
        take(stream.publication(0, 3));
        List<ConsumerRecord<String, byte[]>> rest =
                Published.consumed(TOPIC.name(), 3, stream.publication(3, 9)).subList(2, 6);

        // when: retention took two of them before they were read
        String told = intake.take(rest, instance -> true);

        // then
        assertThat(told).contains("goes on at 5 instead of 3");
        assertThat(gaps()).containsExactly(Gap.TOPIC_LOST + " 3 5");
        assertThat(checkpoint()).isEqualTo(9);
    }

    @Test
    void whatTheAgentLostIsTheGapItSays() throws SQLException {
        // given
        byte[] gap = StreamRecord.missing(
                        1,
                        "gone",
                        new Gap(
                                Gap.SPOOL_FULL,
                                java.util.OptionalLong.of(7),
                                java.util.OptionalLong.empty(),
                                java.util.Optional.empty(),
                                java.util.Optional.empty()))
                .write();
        List<StreamMessage> messages = new ArrayList<>();
        messages.add(stream.message(0, 7, true, gap));
        messages.addAll(stream.publication(7, 9));

        // when
        take(messages);

        // then
        assertThat(gaps()).containsExactly(Gap.SPOOL_FULL + " 0 7");
        assertThat(stored()).containsExactly("record 7", "record 8");
    }

    @Test
    void recordsOfAnotherLocationAreRefused() {
        // when
        String refused = take(new Published("aws2/i-1").publication(0, 3));

        // then
        assertThat(refused).contains("farspan.shop.aws1.log").contains("does not speak for shop in aws2");
        assertThat(store.streams("shop")).isEmpty();
    }

    @Test
    void recordsOfAnInstanceThatNobodyRegisteredAreRefused() {
        // when
        String refused = intake.take(
                Published.consumed(TOPIC.name(), 0, stream.publication(0, 3)),
                Set.of(InstanceId.parse("aws1/i-2"))::contains);

        // then
        assertThat(refused).contains("the map does not have aws1/i-1");
        assertThat(store.streams("shop")).isEmpty();
    }

    @Test
    void whatIsNoMessageIsToldAndPassedOver() throws SQLException {
        // given
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        records.add(new ConsumerRecord<>(TOPIC.name(), 0, 0, "shop/aws1/i-1/jul", "{}".getBytes(UTF_8)));
        records.add(new ConsumerRecord<>(TOPIC.name(), 0, 1, null, null));
        ConsumerRecord<String, byte[]> nothing =
                Published.consumed(TOPIC.name(), 2, stream.publication(0, 1)).get(0);
        nothing.headers().remove("publication").add("publication", "null".getBytes(UTF_8));
        records.add(nothing);
        records.addAll(Published.consumed(TOPIC.name(), 3, stream.publication(0, 2)));

        // when
        String refused = intake.take(records, instance -> true);

        // then
        assertThat(refused).contains("'schema' is missing").contains("(and 2 more)");
        assertThat(stored()).containsExactly(upTo(2));
    }

    @Test
    void aValueThatIsNoRecordIsKeptAsItCame() throws SQLException {
        // when
        take(List.of(
                stream.message(0, 1, true, "no JSON".getBytes(UTF_8)),
                stream.message(1, 2, false, new byte[0]),
                stream.message(2, 3, false, Published.record(2))));

        // then
        assertThat(DATABASE.column("select encode(raw, 'escape') from log_record where raw is not null"))
                .containsExactly("no JSON");
        assertThat(gaps()).containsExactly(Gap.UNREADABLE + " 1 2");
        assertThat(checkpoint()).isEqualTo(3);
    }

    @Test
    void whatAnotherHomeStoredMeanwhileIsNotStoredAgain() throws SQLException {
        // given
        take(stream.publication(0, 3));
        PartitionIntake other = intake(3);
        other.take(Published.consumed(TOPIC.name(), 3, stream.publication(3, 6)), instance -> true);

        // when
        take(stream.publication(3, 9));

        // then
        assertThat(stored()).containsExactly(upTo(9));
    }

    @Test
    void aSpoolThatStartsOverIsAnotherIncarnation() throws SQLException {
        // given
        Published again = new Published("aws1/i-1");
        take(stream.publication(0, 3));

        // when
        take(again.publication(0, 2));
        take(stream.publication(2, 4)); // what was still on its way

        // then
        assertThat(stored())
                .containsExactlyInAnyOrder("record 0", "record 1", "record 2", "record 3", "record 0", "record 1");
        assertThat(DATABASE.column("select gap ->> 'reason' from log_record where gap is not null"))
                .containsExactly(Gap.HOST_LOST);
    }

    @Test
    void anIntakeThatBeginsAnewGoesOnWhereTheStoreIs() throws SQLException {
        // given
        take(stream.publication(0, 3));

        // when: what was stored was not yet said to be read
        intake = intake(0);
        intake.take(Published.consumed(TOPIC.name(), 0, stream.publication(0, 5)), instance -> true);

        // then
        assertThat(stored()).containsExactly(upTo(5));
    }

    private PartitionIntake intake(long expected) {
        return new PartitionIntake(TOPIC, new LocationBatches(store, CONFIG, Rules.of(List.of(), List.of())), expected);
    }

    private String take(List<StreamMessage> messages) {
        List<ConsumerRecord<String, byte[]>> consumed = Published.consumed(TOPIC.name(), position, messages);
        position += messages.size();
        return intake.take(consumed, instance -> true);
    }

    private long checkpoint() throws SQLException {
        return Long.parseLong(
                DATABASE.column("select next_offset from telemetry_stream").get(0));
    }

    private static List<String> stored() throws SQLException {
        return DATABASE.column("select message from log_record where gap is null order by stream_id, record_offset");
    }

    private static List<String> gaps() throws SQLException {
        return DATABASE.column("select concat(gap ->> 'reason', ' ', gap ->> 'from', ' ', gap ->> 'to') from log_record"
                + " where gap is not null order by record_offset");
    }

    private static String[] upTo(int end) {
        return java.util.stream.IntStream.range(0, end)
                .mapToObj(offset -> "record " + offset)
                .toArray(String[]::new);
    }
}
