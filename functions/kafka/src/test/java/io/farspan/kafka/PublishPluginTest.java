package io.farspan.kafka;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.PublishAnswer;
import io.farspan.protocol.stream.PublishCall;
import io.farspan.protocol.stream.StreamMessage;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.testkit.kafka.KafkaBroker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The plugin over agents with spools in memory and a real broker. */
class PublishPluginTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String PATIENT = "max.block.ms=20000\nrequest.timeout.ms=20000\ndelivery.timeout.ms=40000";

    /** So short that what is published while there is no broker or topic is given up, and comes again. */
    private static final String HURRIED = "max.block.ms=1000\nrequest.timeout.ms=1000\ndelivery.timeout.ms=2000";

    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");

    @TempDir
    static Path folder;

    private static KafkaBroker broker;

    private final SpoolingLocation location = new SpoolingLocation();
    private String prefix;
    private PublishPlugin plugin;
    private Topics topics;

    @BeforeAll
    static void startTheBroker() {
        broker = KafkaBroker.start(folder);
    }

    @AfterAll
    static void endTheBroker() {
        broker.close();
    }

    @BeforeEach
    void makeItsTopic(TestInfo test) throws Exception {
        prefix = "p" + Math.abs(test.getDisplayName().hashCode());
        topics = new Topics(broker.servers());
        topics.make(topic(), Map.of("max.message.bytes", "3145728"));
        plugin = plugin(PATIENT);
    }

    @Test
    void aFunctionThatHasItFindsIt() {
        assertThat(ServiceLoader.load(FunctionPlugin.class).stream().map(ServiceLoader.Provider::type))
                .contains(PublishPlugin.class);
    }

    @Test
    void whatIsAcknowledgedIsInItsTopicInOrderAndIsReleased() throws Exception {
        // given
        SpoolingLocation.Spool spool = location.add("aws1/i-1", "file:/var/log/a/b.log", "log");
        spool.append(1_000);

        // when
        PublishAnswer answer = publish();

        // then
        List<StreamMessage> messages = topics.messages(topic());
        assertThat(answer.records()).isEqualTo(1_000);
        assertThat(answer.problems()).isEmpty();
        assertThat(answer.left()).isFalse();
        assertThat(spool.released()).isEqualTo(1_000);
        assertThat(messages).extracting(StreamMessage::offset).containsExactlyElementsOf(upTo(1_000));
        StreamMessage first = messages.get(0);
        assertThat(first.key()).isEqualTo("shop/aws1/i-1/file:/var/log/a/b.log");
        assertThat(first.incarnation()).isEqualTo(spool.incarnation);
        assertThat(first.publication().orElseThrow().end()).isEqualTo(1_000);
        assertThat(first.publication().orElseThrow().clock().orElseThrow().run())
                .isEqualTo("r1");
        assertThat(messages.get(1).publication()).isEmpty();
        assertThat(new String(messages.get(7).value(), UTF_8)).isEqualTo("{\"t\":7,\"s\":9,\"m\":\"record 7\"}");
    }

    @Test
    void theNextCallGoesOnWhereTheLastOneWasAcknowledged() throws Exception {
        // given
        SpoolingLocation.Spool spool = location.add("aws1/i-1", "jul", "log");
        spool.append(3);
        publish();
        spool.append(2);

        // when
        PublishAnswer answer = plugin(PATIENT, publishCall());

        // then
        assertThat(answer.records()).isEqualTo(2);
        assertThat(topics.messages(topic())).extracting(StreamMessage::offset).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void whatAnAgentHadToDropIsAMessageOfItsOwn() throws Exception {
        // given
        SpoolingLocation.Spool spool = location.add("aws1/i-1", "jul", "log");
        spool.append(10);
        spool.released = 2;
        spool.drop(6);

        // when
        publish();

        // then
        List<StreamMessage> messages = topics.messages(topic());
        assertThat(messages).extracting(StreamMessage::offset).containsExactly(2L, 6L, 7L, 8L, 9L);
        assertThat(messages.get(0).next()).isEqualTo(6);
        assertThat(messages.get(0).publication()).isPresent();
        assertThat(StreamRecord.read(messages.get(0).value())
                        .gap()
                        .orElseThrow()
                        .reason())
                .isEqualTo("SPOOL_FULL");
        assertThat(spool.released()).isEqualTo(10);
    }

    @Test
    void aMessageTheBrokersRefuseHoldsUpItsStreamOnly() throws Exception {
        // given
        SpoolingLocation.Spool large = location.add("aws1/i-1", "metrics", "metric");
        SpoolingLocation.Spool usual = location.add("aws1/i-2", "jul", "log");
        topics.make(prefix + ".shop.aws1.metric", Map.of("max.message.bytes", "1000"));
        large.append(1);
        large.append(random(50_000));
        large.append(1);
        usual.append(5);

        // when
        PublishAnswer answer = publish();
        answer = publish();

        // then
        assertThat(usual.released()).isEqualTo(5);
        assertThat(large.released()).isEqualTo(1);
        assertThat(answer.problems().keySet()).containsExactly(ONE);
        assertThat(answer.problems().get(ONE).detail())
                .contains("'metrics' of aws1/i-1")
                .contains("published again");
    }

    @Test
    void withoutATopicNothingIsReleasedAndTheReasonIsTold() throws Exception {
        // given
        plugin = plugin(HURRIED);
        SpoolingLocation.Spool spool = location.add("aws1/i-1", "jmx", "metric");
        spool.append(3);

        // when
        PublishAnswer answer = publish();

        // then
        assertThat(spool.released()).isZero();
        assertThat(answer.records()).isZero();
        assertThat(answer.problems().get(ONE).code()).isEqualTo(ProblemCode.STORE_UNREACHABLE);
        assertThat(answer.problems().get(ONE).detail()).contains(prefix + ".shop.aws1.metric");
    }

    @Test
    void theLargestRecordIsPublished() throws Exception {
        // given
        SpoolingLocation.Spool spool = location.add("aws1/i-1", "jul", "log");
        spool.append(random(2 << 20));

        // when
        publish();

        // then
        assertThat(topics.messages(topic()).get(0).value()).hasSize(2 << 20);
        assertThat(spool.released()).isOne();
    }

    @Test
    void aFunctionWithoutBrokersSaysWhatToSet() {
        PublishPlugin without = new PublishPlugin(key -> Optional.empty());

        assertThatThrownBy(() -> without.answer(publishCall(), location))
                .isInstanceOfSatisfying(
                        FarspanException.class,
                        problem -> assertThat(problem.problem().detail()).contains("farspan.kafka.servers"));
    }

    @Test
    @Tag("full")
    void aBrokerThatIsKilledUnderLoadLosesNothingAndLeavesNoHole() throws Exception {
        // given
        SpoolingLocation.Spool one = location.add("aws1/i-1", "jul", "log");
        SpoolingLocation.Spool two = location.add("aws1/i-2", "jul", "log");
        AtomicBoolean over = new AtomicBoolean();
        plugin = plugin(HURRIED);
        location.remaining = Duration.ofSeconds(2);
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
            while (!over.get() || one.released() < one.next() || two.released() < two.next()) {
                if (!over.get()) {
                    one.append(700);
                    two.append(1_300);
                }
                try {
                    publish();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        Awaitility.await().atMost(LIMIT).until(() -> one.released() > 5_000);

        // when
        broker.kill();
        long whenKilled = one.released();
        Awaitility.await().atMost(LIMIT).until(() -> one.next() > whenKilled + 2_000);
        broker.start();
        Awaitility.await().atMost(LIMIT).until(() -> one.released() > whenKilled + 2_000);
        over.set(true);
        publishing.get(60, TimeUnit.SECONDS);

        // then
        List<StreamMessage> messages = topics.messages(topic());
        for (SpoolingLocation.Spool spool : List.of(one, two)) {
            assertThat(inOrderFor(spool, messages)).isEqualTo(spool.next());
        }
    }

    /** How far a reader comes that takes each record that follows, and passes over what it has. */
    private static long inOrderFor(SpoolingLocation.Spool spool, List<StreamMessage> messages) {
        long next = 0;
        for (StreamMessage message : messages) {
            if (message.incarnation().equals(spool.incarnation)) {
                if (message.offset() == next) {
                    next = message.next();
                } else {
                    assertThat(message.publication().isPresent() && message.offset() > next)
                            .as("publication that begins at %d, when %d follows", message.offset(), next)
                            .isFalse();
                }
            }
        }
        return next;
    }

    private String topic() {
        return prefix + ".shop.aws1.log";
    }

    private PublishPlugin plugin(String client) {
        Map<String, String> settings = Map.of(
                "farspan.kafka.servers",
                broker.servers(),
                "farspan.kafka.topic-prefix",
                prefix,
                "farspan.kafka.client",
                client);
        return new PublishPlugin(key -> Optional.ofNullable(settings.get(key)));
    }

    private PublishAnswer plugin(String client, RawJson call) throws Exception {
        return answer(plugin(client), call);
    }

    private PublishAnswer publish() throws Exception {
        return answer(plugin, publishCall());
    }

    private PublishAnswer answer(PublishPlugin asked, RawJson call) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        asked.answer(call, location).value().orElseThrow().writeTo(out);
        return Json.wire().readValue(out.toByteArray(), PublishAnswer.class);
    }

    private static RawJson publishCall() {
        byte[] json = Json.write(new PublishCall(4_000_000, false));
        return RawJson.slice(json, 0, json.length);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new java.util.Random(1).nextBytes(bytes);
        return bytes;
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }
}
