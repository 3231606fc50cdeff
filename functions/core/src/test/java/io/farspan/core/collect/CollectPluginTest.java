package io.farspan.core.collect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.plugin.PluginAnswer;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Lost;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The plugin over agents with streams in memory. */
class CollectPluginTest {

    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final InstanceId TWO = InstanceId.parse("aws1/i-2");

    private final SpoolingAgents agents = new SpoolingAgents();
    private final Map<InstanceId, Map<StreamName, Checkpoint>> checkpoints = new HashMap<>();

    @Test
    void everyFunctionHasIt() {
        assertThat(ServiceLoader.load(FunctionPlugin.class).stream().map(ServiceLoader.Provider::type))
                .contains(CollectPlugin.class);
    }

    @Test
    void whatIsNotKnownIsReadFromItsBeginning() throws IOException {
        // given
        agents.add("aws1/i-1", "jul", 10, 100);

        // when
        CollectAnswer answer = collect(4_000_000);

        // then
        StreamBatch batch = answer.streams().get(0);
        assertThat(batch.from()).isZero();
        assertThat(batch.next()).isEqualTo(10);
        assertThat(batch.frames().count()).isEqualTo(10);
        assertThat(answer.left()).isFalse();
        assertThat(answer.problems()).isEmpty();
    }

    @Test
    void whatIsKnownIsReadOnAndReleasedInOneRound() throws IOException {
        // given
        SpoolingAgents.Spool spool = agents.add("aws1/i-1", "jul", 10, 100);
        know(ONE, "jul", spool.incarnation, 7);

        // when
        CollectAnswer answer = collect(4_000_000);

        // then
        StreamBatch batch = answer.streams().get(0);
        assertThat(batch.from()).isEqualTo(7);
        assertThat(batch.frames().iterator().next().payload()[0]).isEqualTo((byte) 8);
        assertThat(batch.next()).isEqualTo(10);
        assertThat(spool.released).isEqualTo(7);
        assertThat(agents.rounds).isOne();
    }

    @Test
    void aStreamWithoutNewsIsNotAnswered() throws IOException {
        SpoolingAgents.Spool spool = agents.add("aws1/i-1", "jul", 10, 100);
        know(ONE, "jul", spool.incarnation, 10);

        assertThat(collect(4_000_000).streams()).isEmpty();
    }

    @Test
    void anotherIncarnationBeginsAtItsFirstOffset() throws IOException {
        // given
        SpoolingAgents.Spool spool = agents.add("aws1/i-1", "jul", 3, 100);
        know(ONE, "jul", UUID.randomUUID(), 1);

        // when
        StreamBatch batch = collect(4_000_000).streams().get(0);

        // then
        assertThat(batch.incarnation()).isEqualTo(spool.incarnation);
        assertThat(batch.from()).isZero();
        assertThat(batch.frames().count()).isEqualTo(3);
        assertThat(spool.released).isZero();
    }

    @Test
    void whatTheAgentHasDroppedIsNamedAndTheRestIsRead() throws IOException {
        // given
        SpoolingAgents.Spool known = agents.add("aws1/i-1", "jul", 10, 100);
        know(ONE, "jul", known.incarnation, 2);
        known.drop(6);
        agents.add("aws1/i-2", "jul", 5, 100).drop(1);

        // when
        CollectAnswer answer = collect(4_000_000);

        // then
        assertThat(answer.streams())
                .extracting(StreamBatch::lost)
                .containsExactlyInAnyOrder(
                        Optional.of(new Lost(2, 6, "SPOOL_FULL")), Optional.of(new Lost(0, 1, "SPOOL_FULL")));
        assertThat(answer.streams()).extracting(StreamBatch::next).containsExactlyInAnyOrder(10L, 5L);
        for (StreamBatch batch : answer.streams()) {
            assertThat(batch.frames().count()).isEqualTo(4);
        }
    }

    @Test
    void anAgentThatIsNotOursHasNoStreams() throws IOException {
        // given
        agents.instances.add(ONE);

        // when
        CollectAnswer answer = collect(4_000_000);

        // then
        assertThat(answer.streams()).isEmpty();
        assertThat(answer.problems()).isEmpty();
    }

    @Test
    void anAgentsClockIsAnsweredWithWhenItWasRead() throws IOException {
        // given: one of an older release, one that says nonsense
        agents.add("aws1/i-1", "jul", 10, 100);
        agents.clocks.put(ONE, "{\"run\":\"r\",\"now\":1764480000000000000}");
        agents.add("aws1/i-2", "jul", 10, 100);
        agents.add("aws1/i-3", "jul", 10, 100);
        agents.clocks.put(InstanceId.parse("aws1/i-3"), "{\"run\":\"r\",\"now\":-1}");

        // when
        CollectAnswer answer = collect(1_000_000);

        // then
        assertThat(answer.clocks()).containsOnlyKeys(ONE);
        assertThat(answer.clocks().get(ONE)).satisfies(clock -> {
            assertThat(clock.now()).isEqualTo(1_764_480_000_000_000_000L);
            assertThat(clock.took()).isGreaterThanOrEqualTo(clock.answered());
        });
        assertThat(answer.streams()).hasSize(3);
    }

    @Test
    void aFailureIsItsInstancesOwn() throws IOException {
        // given: one hangs, one answers what is broken
        agents.add("aws1/i-1", "jul", 10, 100);
        agents.failing.put(ONE, SpoolingAgents.timeout());
        agents.add("aws1/i-2", "jul", 10, 100).broken = true;
        agents.add("aws1/i-3", "jul", 10, 100);

        // when
        CollectAnswer answer = collect(4_000_000);

        // then
        assertThat(answer.streams())
                .filteredOn(batch -> batch.next() > 0)
                .extracting(StreamBatch::instance)
                .containsExactly(InstanceId.parse("aws1/i-3"));
        assertThat(answer.problems().get(ONE).code()).isEqualTo(ProblemCode.INSTANCE_TIMEOUT);
        assertThat(answer.problems().get(TWO).code()).isEqualTo(ProblemCode.INSTANCE_ANSWER_INVALID);
        assertThat(answer.problems().get(TWO).detail()).contains("its checksum is wrong");
    }

    @Test
    void whereEveryStreamEndsIsAnsweredIfHomeAsks() throws IOException {
        // given: one without news, one behind, a stock agent, and one that does not answer
        SpoolingAgents.Spool quiet = agents.add("aws1/i-1", "jul", 10, 100);
        know(ONE, "jul", quiet.incarnation, 10);
        SpoolingAgents.Spool behind = agents.add("aws1/i-1", "file:a.log", 5, 100);
        agents.instances.add(TWO);
        InstanceId three = InstanceId.parse("aws1/i-3");
        agents.add("aws1/i-3", "jul", 1, 100);
        agents.failing.put(three, SpoolingAgents.timeout());

        // when
        CollectAnswer answer = Json.wire().readValue(answer(4_000_000, true), CollectAnswer.class);

        // then
        assertThat(answer.ends())
                .isEqualTo(Map.of(
                        ONE,
                        Map.of(
                                new StreamName("jul"), new Checkpoint(quiet.incarnation, 10),
                                new StreamName("file:a.log"), new Checkpoint(behind.incarnation, 5)),
                        TWO,
                        Map.of()));
        assertThat(collect(4_000_000).ends()).isEmpty();
    }

    @Test
    void whatAnAgentSaysIsNotInAStreamIsAProblemAndTheStreamIsRead() throws IOException {
        // given
        agents.add("aws1/i-1", "jmx", 3, 100).problem = "1 call of an MBean has not returned";

        // when
        CollectAnswer answer = collect(4_000_000);

        // then
        assertThat(answer.problems().get(ONE).detail())
                .isEqualTo("Its stream 'jmx': 1 call of an MBean has not returned.");
        assertThat(answer.streams()).extracting(StreamBatch::next).containsExactly(3L);
    }

    @Test
    void whichInstancesHaveNoAgentOfOursIsAnswered() throws IOException {
        // given: one of ours, a stock agent, and one that does not answer
        agents.add("aws1/i-1", "jul", 1, 100);
        agents.instances.add(TWO);
        InstanceId three = InstanceId.parse("aws1/i-3");
        agents.add("aws1/i-3", "jul", 1, 100);
        agents.failing.put(three, SpoolingAgents.timeout());

        // when
        CollectAnswer answer = collect(4_000_000);

        // then
        assertThat(answer.withoutAgent()).containsExactly(TWO);
    }

    @Test
    void anAgentThatLosesBackwardsCostsItsOwnRecordsOnly() throws IOException {
        // given: home holds more than the agent says is lost
        SpoolingAgents.Spool hostile = agents.add("aws1/i-1", "jul", 200, 100);
        hostile.losesBackwards = true;
        know(ONE, "jul", hostile.incarnation, 100);
        agents.add("aws1/i-2", "jul", 10, 100);

        // when
        CollectAnswer answer = collect(4_000_000);

        // then
        assertThat(answer.problems().get(ONE).detail()).contains("what is lost begins at 0, and not at 100");
        assertThat(answer.streams())
                .filteredOn(batch -> batch.instance().equals(TWO))
                .extracting(StreamBatch::next)
                .containsExactly(10L);
    }

    @Test
    void aSpoolThatWasPutBackIsNotRead() throws IOException {
        // given: home holds more than the agent has
        SpoolingAgents.Spool spool = agents.add("aws1/i-1", "jul", 10, 100);
        know(ONE, "jul", spool.incarnation, 11);

        // when
        CollectAnswer answer = collect(4_000_000);

        // then
        assertThat(answer.streams()).isEmpty();
        assertThat(answer.problems().get(ONE).detail()).contains("home holds its records up to 11");
    }

    @Test
    void theAnswerHasRoomForEveryStreamAndStaysBelowItsSize() throws IOException {
        // given: two streams that would each fill the answer, and a quiet one
        agents.add("aws1/i-1", "busy", 10_000, 2_000);
        agents.add("aws1/i-1", "quiet", 3, 100);
        SpoolingAgents.Spool other = agents.add("aws1/i-2", "busy", 10_000, 2_000);
        know(TWO, "busy", other.incarnation, 100);

        // when
        byte[] json = answer(400_000);
        CollectAnswer answer = Json.wire().readValue(json, CollectAnswer.class);

        // then
        assertThat(json.length).isLessThanOrEqualTo(400_000).isGreaterThan(250_000);
        assertThat(answer.left()).isTrue();
        Map<String, Integer> read = new HashMap<>();
        for (StreamBatch batch : answer.streams()) {
            read.put(
                    batch.instance().name() + " " + batch.name(), batch.frames().count());
        }
        assertThat(read.get("i-1 quiet")).isEqualTo(3);
        assertThat(read.get("i-1 busy")).isGreaterThan(10);
        assertThat(read.get("i-2 busy")).isGreaterThan(10);
        assertThat(answer.streams().get(0).end()).isEqualTo(10_000);
    }

    @Test
    void theLargestRecordGetsThroughBesideBusyStreams() throws IOException {
        // given
        for (int index = 0; index < 20; index++) {
            SpoolingAgents.Spool busy = agents.add("aws1/i-1", "busy" + index, 5_000, 1_000);
            know(ONE, "busy" + index, busy.incarnation, 10);
        }
        SpoolingAgents.Spool large = agents.add("aws1/i-2", "large", 2, Frames.LARGEST_PAYLOAD);
        know(TWO, "large", large.incarnation, 0);

        // when: it takes its turn with the others
        for (int call = 0;
                call < 50 && checkpoints.get(TWO).get(new StreamName("large")).from() == 0;
                call++) {
            for (StreamBatch batch : collect(4_000_000).streams()) {
                know(batch.instance(), batch.name().value(), batch.incarnation(), batch.next());
            }
        }

        // then
        assertThat(checkpoints.get(TWO).get(new StreamName("large")).from()).isPositive();
    }

    @Test
    void everyRecordIsAnsweredOnceFromCallToCall() throws IOException {
        // given
        for (int instance = 1; instance <= 3; instance++) {
            for (int stream = 0; stream < 4; stream++) {
                agents.add("aws1/i-" + instance, "s" + stream, 500 * stream + 7, 900);
            }
        }
        Map<String, Long> read = new HashMap<>();

        // when
        boolean left = true;
        for (int call = 0; left && call < 200; call++) {
            byte[] json = answer(200_000);
            assertThat(json.length).isLessThanOrEqualTo(200_000);
            CollectAnswer answer = Json.wire().readValue(json, CollectAnswer.class);
            left = answer.left();
            for (StreamBatch batch : answer.streams()) {
                String key = batch.instance() + " " + batch.name();
                assertThat(batch.from()).isEqualTo(read.getOrDefault(key, 0L));
                read.put(key, batch.from() + batch.frames().count());
                know(batch.instance(), batch.name().value(), batch.incarnation(), batch.next());
            }
        }

        // then
        assertThat(left).isFalse();
        assertThat(read).hasSize(12);
        read.forEach((key, count) ->
                assertThat(count).as(key).isEqualTo(500L * Integer.parseInt(key.substring(key.length() - 1)) + 7));
    }

    @Test
    void aCallThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new CollectPlugin().answer(RawJson.of("null"), agents))
                .isInstanceOf(FarspanException.class);
        assertThatThrownBy(() -> new CollectPlugin().answer(RawJson.of("{\"instances\":{},\"maxBytes\":1}"), agents))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
    }

    private void know(InstanceId instance, String stream, UUID incarnation, long from) {
        checkpoints
                .computeIfAbsent(instance, id -> new HashMap<>())
                .put(new StreamName(stream), new Checkpoint(incarnation, from));
    }

    private CollectAnswer collect(int maxBytes) throws IOException {
        return Json.wire().readValue(answer(maxBytes), CollectAnswer.class);
    }

    private byte[] answer(int maxBytes) throws IOException {
        return answer(maxBytes, false);
    }

    private byte[] answer(int maxBytes, boolean ends) throws IOException {
        RawJson body = RawJson.of(new String(
                Json.write(new CollectCall(checkpoints, maxBytes, ends)), java.nio.charset.StandardCharsets.UTF_8));
        PluginAnswer answer = new CollectPlugin().answer(body, agents);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answer.value().orElseThrow().writeTo(out);
        return out.toByteArray();
    }
}
