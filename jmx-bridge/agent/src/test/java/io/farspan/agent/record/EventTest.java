package io.farspan.agent.record;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aRecordSaysByHowMuchTheSystemsClockWasSet() throws Exception {
        // given
        AtomicReference<Instant> system = new AtomicReference<>(Instant.EPOCH);
        AtomicLong monotonic = new AtomicLong(77);
        SteadyClock clock = new SteadyClock(
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return system.get();
                    }
                },
                monotonic::get);

        // when: a second passes, and the clock is set back by five minutes
        monotonic.addAndGet(1_000_000_000);
        system.set(Instant.ofEpochSecond(1));
        JsonNode before =
                JSON.readTree(Event.at(system.get(), clock).records(new byte[0]).get(0));
        system.set(Instant.ofEpochSecond(-299));
        JsonNode after =
                JSON.readTree(Event.at(system.get(), clock).records(new byte[0]).get(0));

        // then
        assertThat(before.has("d")).isFalse();
        assertThat(after.get("t").asLong()).isEqualTo(-299_000_000_000L);
        assertThat(after.get("d").asLong()).isEqualTo(300_000_000_000L);
        assertThat(clock.now()).isEqualTo(1_000_000_000L);
    }

    @Test
    void theOffsetsOfAGapAreFoundAlsoAfterTheClockWasSet() {
        // given
        String gap = "{\"t\":5,\"d\":-7,\"g\":{\"reason\":\"SPOOL_FULL\",\"records\":2,\"from\":\"offset 3\","
                + "\"to\":\"offset 5\"}}";

        // then
        assertThat(Gap.lostUpTo(gap.getBytes(StandardCharsets.UTF_8))).contains(5L);
        assertThat(Gap.lostUpTo(Gap.ofOffsets(Gap.Reason.SPOOL_FULL, 3, 5).record(Instant.EPOCH)))
                .contains(5L);
    }

    @Test
    void aMessageIsKeptWhateverCharactersItHas() throws Exception {
        for (String text : List.of(
                "",
                "plain ~ text \u007f",
                "a \"quoted\" one",
                "back\\slash",
                "\ttab\r",
                "\u0001",
                "Gr\u00fc\u00dfe, \u6771\u4eac, \uD83D\uDC5F",
                "ends in \"")) {
            // given
            byte[] around = Event.bytes("before" + text + "after");
            int to = around.length - "after".length();
            Position position = new Position("fd00-1a2b", "-10-ab-cd", 77);

            // when
            byte[] record = Event.at(Instant.EPOCH)
                    .attributes(Map.of("k\u00e9y", "v\"lue"))
                    .record(around, "before".length(), to, true, position);

            // then
            JsonNode json = JSON.readTree(record);
            assertThat(json.get("m").asText()).isEqualTo(text);
            assertThat(json.get("a").get("k\u00e9y").asText()).isEqualTo("v\"lue");
            assertThat(json.get("c").asBoolean()).isTrue();
            assertThat(json.has("r")).isFalse();
            assertThat(Position.of(record)).map(Position::text).contains(position.text());
        }
    }

    @Test
    void namesAndAttributesAreCutWithAMark() throws Exception {
        // given
        String fitting = "x".repeat(1024);
        String wide = "\uD83D\uDE00".repeat(300);

        // when
        JsonNode record = JSON.readTree(Event.at(Instant.EPOCH)
                .logger(fitting)
                .thread(wide)
                .attributes(Map.of("k".repeat(2000), fitting + "y"))
                .records(new byte[0])
                .get(0));

        // then
        assertThat(record.get("l").asText()).isEqualTo(fitting);
        assertThat(record.get("h").asText()).isEqualTo("\uD83D\uDE00".repeat(255) + "\u2026");
        assertThat(record.get("a").fieldNames().next()).isEqualTo("k".repeat(1021) + "\u2026");
        assertThat(record.get("a").iterator().next().asText()).isEqualTo("x".repeat(1021) + "\u2026");
    }

    @Test
    void anEventSaysHowManyAttributesWereLeftOut() throws Exception {
        // given
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            attributes.put("key" + i, "value");
        }

        // when
        JsonNode kept = JSON.readTree(Event.at(Instant.EPOCH)
                        .attributes(attributes)
                        .records(new byte[0])
                        .get(0))
                .get("a");

        // then
        assertThat(kept).hasSize(65);
        assertThat(kept.has("key63")).isTrue();
        assertThat(kept.get(Event.LEFT_OUT).asText()).isEqualTo("36");
    }

    @Test
    void noRecordIsLongerThanTheLongestWhateverAnApplicationWrites() {
        for (String text : List.of("x", "\u0001", "\u0000", "\uD800", "\u20AC", "\"", "xxx\n")) {
            // given
            String most = text.repeat(1_500_000 / text.length());
            Map<String, String> attributes = new LinkedHashMap<>();
            for (int i = 0; i < 200; i++) {
                attributes.put(i + most.substring(0, 5_000), most.substring(0, 5_000));
            }

            // when
            List<byte[]> records = Event.at(Instant.EPOCH)
                    .severity(9)
                    .logger(most)
                    .thread(most)
                    .attributes(attributes)
                    .records(Event.bytes(most));

            // then
            assertThat(records).hasSizeGreaterThan(1).allSatisfy(record -> assertThat(record.length)
                    .isLessThanOrEqualTo(Event.LONGEST));
            assertThat(new String(records.get(0), StandardCharsets.UTF_8)).contains(Event.LEFT_OUT);
        }
    }
}
