package io.farspan.telemetry.kafka;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.kafka.KafkaSettings;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamMessage;
import io.farspan.protocol.stream.StreamTopic;
import io.farspan.telemetry.collect.LocationBatches;
import io.farspan.telemetry.collect.LocationRoutes;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.TelemetryConfig;
import io.farspan.telemetry.store.TelemetryStore;
import io.farspan.telemetry.store.TestTelemetryStore;
import io.farspan.testkit.kafka.KafkaBroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Topics of a real broker, read into a real PostgreSQL. */
class TopicReaderTest {

    private static final TelemetryConfig CONFIG = () -> Duration.ofDays(14);
    private static final Set<String> LOCATIONS = Set.of("aws1", "az1");

    private static final Duration PATIENT = Duration.ofSeconds(60);

    /** So short that what is published while the broker is away is given up, and comes again. */
    private static final Duration HURRIED = Duration.ofSeconds(2);

    @RegisterExtension
    static final Database DATABASE = new Database();

    @TempDir
    static Path folder;

    private static KafkaBroker broker;

    private final TelemetryStore store = TestTelemetryStore.in(DATABASE);
    private final Published stream = new Published("aws1/i-1");
    private final List<TopicReader> readers = new ArrayList<>();
    private KafkaSettings settings;
    private LocationRoutes.Listed listed =
            new LocationRoutes.Listed(Set.of(InstanceId.parse("aws1/i-1"), InstanceId.parse("az1/vm-1")), false);

    @BeforeAll
    static void startTheBroker() {
        broker = KafkaBroker.start(
                folder,
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found=true");
    }

    @AfterAll
    static void endTheBroker() {
        broker.close();
    }

    @BeforeEach
    void makeTheTopics(TestInfo test) throws Exception {
        String prefix = "p" + Math.abs(test.getDisplayName().hashCode());
        settings = new KafkaSettings(
                broker.servers(),
                prefix,
                Map.of(
                        "default.api.timeout.ms",
                        "3000",
                        "request.timeout.ms",
                        "2000",
                        "reconnect.backoff.max.ms",
                        "200"));
        new TopicCreation(settings, "shop").ensure(LOCATIONS);
    }

    @AfterEach
    void endTheReaders() {
        readers.forEach(TopicReader::close);
    }

    @Test
    void topicsAreMadeWithRoomForTheLargestRecord() throws Exception {
        // when
        new TopicCreation(settings, "shop").ensure(LOCATIONS); // again

        // then
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, topic("az1", StreamKind.METRIC));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            assertThat(admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get("max.message.bytes")
                            .value())
                    .isEqualTo("3145728");
        }
    }

    @Test
    void aTopicThatCannotBeMadeKeepsNoOtherFromBeingMade() throws Exception {
        // given: Kafka refuses names that differ in . and _ only
        KafkaSettings others = new KafkaSettings(broker.servers(), settings.prefix() + "x", settings.client());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            String refused = new StreamTopic(others.prefix(), "shop", "aws1", StreamKind.LOG).name();
            admin.createTopics(List.of(new NewTopic(refused.replace('.', '_'), 1, (short) 1)))
                    .all()
                    .get();

            // when
            new TopicCreation(others, "shop").ensure(LOCATIONS);

            // then: a broker lists what the controller has made a little later
            String other = new StreamTopic(others.prefix(), "shop", "az1", StreamKind.LOG).name();
            assertThat(Awaitility.await()
                            .atMost(PATIENT)
                            .until(() -> admin.listTopics().names().get(), names -> names.contains(other)))
                    .doesNotContain(refused);
        }
    }

    @Test
    void aMessageThatUnpacksToMoreThanARecordIsAGapAmongTheOthers() throws Exception {
        // given
        byte[] bomb = new byte[32 << 20];
        publish(topic("aws1", StreamKind.LOG), stream.publication(0, 20));
        publish(topic("aws1", StreamKind.LOG), List.of(stream.message(20, 21, true, bomb)));
        publish(topic("aws1", StreamKind.LOG), stream.publication(21, 40));

        // when
        until(reader(), 40);

        // then
        assertThat(count()).isEqualTo(39);
        assertThat(DATABASE.column("select gap ->> 'reason' from log_record where gap is not null"))
                .containsExactly(Gap.UNREADABLE);
    }

    @Test
    void aTopicThatIsKeptUncompressedBoundsWhatAMessageUnpacksTo() throws Exception {
        // given
        settings = new KafkaSettings(broker.servers(), settings.prefix() + "u", settings.client());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            admin.createTopics(List.of(new NewTopic(topic("aws1", StreamKind.LOG), 1, (short) 1)
                            .configs(Map.of("max.message.bytes", "3145728", "compression.type", "uncompressed"))))
                    .all()
                    .get();
        }

        // when
        publish(topic("aws1", StreamKind.LOG), stream.publication(0, 2_000));

        // then
        assertThatThrownBy(() -> publish(
                        topic("aws1", StreamKind.LOG), List.of(stream.message(2_000, 2_001, true, new byte[4 << 20]))))
                .hasRootCauseInstanceOf(RecordTooLargeException.class)
                .hasMessageContaining("than the max message size the server will accept");
        until(reader(), 2_000);
    }

    @Test
    void whatAnInstanceSaysWaitsWhileTheMapCannotBeAskedAboutIt() throws Exception {
        // given
        LocationRoutes.Listed fresh = listed;
        listed = new LocationRoutes.Listed(Set.of(), true);
        publish(topic("aws1", StreamKind.LOG), stream.publication(0, 50));
        TopicReader reader = reader();

        // when
        Awaitility.await().atMost(PATIENT).until(() -> {
            try {
                reader.step(LOCATIONS);
                return false;
            } catch (FarspanException e) {
                return e.code() == ProblemCode.MAP_UNREACHABLE;
            } catch (RetriableException e) {
                return false; // the broker was too slow
            }
        });
        listed = fresh;

        // then
        until(reader, 50);
    }

    @Test
    void whatIsPublishedInAnyLocationIsStored() throws Exception {
        // given
        Published other = new Published("az1/vm-1");
        publish(topic("aws1", StreamKind.LOG), stream.publication(0, 500));
        publish(topic("az1", StreamKind.LOG), other.publication(0, 300));

        // when
        TopicReader reader = reader();
        Awaitility.await().atMost(PATIENT).until(() -> {
            step(reader);
            return checkpoint(stream) == 500 && checkpoint(other) == 300;
        });

        // then
        assertThat(count()).isEqualTo(800);
    }

    @Test
    void aReaderGoesOnWhereTheLastOneWasDoneWhateverItHadStored() throws Exception {
        // given
        publish(topic("aws1", StreamKind.LOG), stream.publication(0, 400));
        TopicReader first = reader();
        Awaitility.await().atMost(PATIENT).until(() -> step(first) > 0 && checkpoint(stream) > 0);
        first.close(); // it may have said what it read, or not
        publish(topic("aws1", StreamKind.LOG), stream.publication(200, 700));

        // when
        TopicReader second = reader();
        Awaitility.await().atMost(PATIENT).until(() -> {
            step(second);
            return checkpoint(stream) == 700;
        });

        // then
        assertThat(count()).isEqualTo(700);
        assertThat(count("gap is not null")).isZero();
    }

    @Test
    void nothingIsSaidToBeReadThatTheStoreDoesNotHave() throws Exception {
        // given
        publish(topic("aws1", StreamKind.LOG), stream.publication(0, 50));
        TopicReader reader = reader();
        checkpoint(stream);
        DATABASE.execute("alter table log_record rename to away");

        // when
        Awaitility.await().atMost(PATIENT).until(() -> {
            try {
                reader.step(LOCATIONS);
                return false;
            } catch (FarspanException e) {
                return true;
            } catch (RetriableException e) {
                return false; // the broker was too slow
            }
        });
        DATABASE.execute("alter table away rename to log_record");
        Awaitility.await().atMost(PATIENT).until(() -> {
            step(reader);
            return checkpoint(stream) == 50;
        });

        // then
        assertThat(count()).isEqualTo(50);
    }

    @Test
    void twoHomesAtATimeStoreNothingTwice() throws Exception {
        // given
        TopicReader one = reader();
        TopicReader two = reader();
        for (int from = 0; from < 5_000; from += 500) {
            publish(topic("aws1", StreamKind.LOG), stream.publication(from, from + 500));
        }

        // when
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> until(two, 5_000));
        until(one, 5_000);
        other.get(60, TimeUnit.SECONDS);

        // then
        assertThat(count()).isEqualTo(5_000);
        assertThat(count("gap is not null")).isZero();
    }

    @Test
    @Tag("full")
    void aBrokerThatIsKilledUnderLoadCostsAndDoublesNothing() throws Exception {
        // given
        AtomicBoolean over = new AtomicBoolean();
        List<Long> released = Collections.synchronizedList(new ArrayList<>(List.of(0L)));
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                long from = released.get(released.size() - 1);
                try {
                    publish(topic("aws1", StreamKind.LOG), stream.publication(from, from + 400), HURRIED);
                    released.add(from + 400);
                } catch (Exception e) {
                    // not acknowledged: the same comes again
                }
            }
        });
        TopicReader reader = reader();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                step(reader);
            }
        });
        Awaitility.await().atMost(PATIENT).until(() -> checkpoint(stream) > 2_000);

        // when
        broker.kill();
        broker.start();
        long since = checkpoint(stream);
        Awaitility.await().atMost(PATIENT).until(() -> checkpoint(stream) > since + 2_000);
        over.set(true);
        publishing.get(60, TimeUnit.SECONDS);
        reading.get(60, TimeUnit.SECONDS);
        until(reader, released.get(released.size() - 1));

        // then
        assertThat(count("gap is not null")).isZero();
        assertThat(count()).isEqualTo(checkpoint(stream));
        assertThat(DATABASE.column("select count(distinct message) from log_record"))
                .containsExactly(Long.toString(checkpoint(stream)));
    }

    @Test
    void aTopicThatMayNotBeReadStopsItselfOnly() throws Exception {
        // given: it may be seen
        Published other = new Published("az1/vm-1");
        publish(topic("aws1", StreamKind.LOG), stream.publication(0, 50));
        publish(topic("az1", StreamKind.LOG), other.publication(0, 50));
        ResourcePattern refused =
                new ResourcePattern(ResourceType.TOPIC, topic("aws1", StreamKind.LOG), PatternType.LITERAL);
        TopicReader reader = reader();

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            // when
            admin.createAcls(List.of(
                            rule(refused, AclOperation.DESCRIBE, AclPermissionType.ALLOW),
                            rule(refused, AclOperation.READ, AclPermissionType.DENY)))
                    .all()
                    .get();
            Awaitility.await() // a broker knows what the controller has made a little later
                    .atMost(PATIENT)
                    .until(() -> admin.describeAcls(AclBindingFilter.ANY)
                                    .values()
                                    .get()
                                    .size()
                            == 2);
            until(reader, other, 50);
            publish(topic("az1", StreamKind.LOG), other.publication(50, 100));
            until(reader, other, 100);

            // then
            goesOn(reader);
            assertThat(checkpoint(stream)).isZero();

            // when
            admin.deleteAcls(List.of(new AclBindingFilter(refused.toFilter(), AccessControlEntryFilter.ANY)))
                    .all()
                    .get();

            // then
            until(reader, 50);
            assertThat(count()).isEqualTo(150);
        }
    }

    @Test
    void aMessageThatABrokersDiskHasDamagedStopsItsPartitionOnly() throws Exception {
        // given
        Published other = new Published("az1/vm-1");
        TopicReader reader = reader();
        publish(topic("aws1", StreamKind.LOG), stream.publication(0, 50));
        until(reader, 50);
        publish(topic("aws1", StreamKind.LOG), stream.publication(50, 100));

        // when
        try (RandomAccessFile messages = new RandomAccessFile(
                broker.messages(topic("aws1", StreamKind.LOG)).toFile(), "rw")) {
            messages.seek(messages.length() - 3);
            int last = messages.read();
            messages.seek(messages.length() - 3);
            messages.write(last ^ 1);
        }
        publish(topic("az1", StreamKind.LOG), other.publication(0, 50));
        until(reader, other, 50);
        publish(topic("az1", StreamKind.LOG), other.publication(50, 100));
        until(reader, other, 100);

        // then
        goesOn(reader);
        long held = checkpoint(stream);
        assertThat(held).isBetween(50L, 99L);

        // when: as the log says
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(topic("aws1", StreamKind.LOG), 0), RecordsToDelete.beforeOffset(100)))
                    .all()
                    .get();
        }
        publish(topic("aws1", StreamKind.LOG), stream.publication(100, 150));

        // then
        until(reader, 150);
        assertThat(count()).isEqualTo(held + 50 + 100);
        assertThat(DATABASE.column("select concat(gap ->> 'reason', ' ', gap ->> 'from', ' ', gap ->> 'to')"
                        + " from log_record where gap is not null"))
                .containsExactly(Gap.TOPIC_LOST + " " + held + " 100");
    }

    private static AclBinding rule(ResourcePattern topic, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(topic, new AccessControlEntry("User:ANONYMOUS", "*", operation, permission));
    }

    /** What stops one partition fails no step. */
    private static void goesOn(TopicReader reader) {
        for (int step = 0; step < 5; step++) {
            try {
                reader.step(LOCATIONS);
            } catch (RetriableException e) {
                // the broker was too slow
            }
        }
    }

    private void until(TopicReader reader, long checkpoint) {
        until(reader, stream, checkpoint);
    }

    private void until(TopicReader reader, Published of, long checkpoint) {
        Awaitility.await().atMost(PATIENT).until(() -> {
            step(reader);
            return checkpoint(of) >= checkpoint;
        });
    }

    /** As a duty does: what fails is done again. */
    private static int step(TopicReader reader) {
        try {
            return reader.step(LOCATIONS);
        } catch (KafkaException | FarspanException e) {
            return 0; // the next step begins anew
        }
    }

    private TopicReader reader() {
        Intakes intakes = new Intakes(
                store, () -> new LocationBatches(store, CONFIG, Rules.of(List.of(), List.of())), location -> listed);
        TopicReader reader = new TopicReader(settings, "shop", intakes, Duration.ofMillis(300));
        readers.add(reader);
        return reader;
    }

    private String topic(String location, StreamKind kind) {
        return new StreamTopic(settings.prefix(), "shop", location, kind).name();
    }

    private void publish(String topic, List<StreamMessage> messages) throws Exception {
        publish(topic, messages, PATIENT);
    }

    /** Ends when all of it is acknowledged. */
    private void publish(String topic, List<StreamMessage> messages, Duration limit) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.servers(),
                        "max.block.ms",
                        Long.toString(limit.toMillis() / 2),
                        "request.timeout.ms",
                        Long.toString(limit.toMillis() / 2),
                        "delivery.timeout.ms",
                        Long.toString(limit.toMillis()),
                        "max.in.flight.requests.per.connection",
                        "1", // as the functions do
                        "compression.type",
                        "gzip",
                        "max.request.size",
                        "134217728",
                        "buffer.memory",
                        "134217728"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
            for (StreamMessage message : messages) {
                sent.add(producer.send(Published.sent(topic, message)));
            }
            for (java.util.concurrent.Future<?> answer : sent) {
                answer.get();
            }
        }
    }

    private long checkpoint(Published of) {
        return store.streams("shop", of.instance()).stream()
                .mapToLong(state -> state.next())
                .sum();
    }

    private static long count() throws SQLException {
        return count("gap is null");
    }

    private static long count(String where) throws SQLException {
        return Long.parseLong(DATABASE.column("select count(*) from log_record where " + where)
                .get(0));
    }
}
