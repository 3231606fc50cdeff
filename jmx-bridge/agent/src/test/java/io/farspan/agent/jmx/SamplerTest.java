package io.farspan.agent.jmx;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class SamplerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    @TempDir
    Path folder;

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final Map<ObjectName, SampledMBean> mbeans = new HashMap<>();
    private Spool spool;
    private Sampler sampler;

    @BeforeEach
    void open() throws Exception {
        spool = Spool.open(
                folder.resolve("spool"), new SpoolSize(4 << 20, 32 << 20), Clock.fixed(NOW, ZoneOffset.UTC), "");
        sampler = sampler();
    }

    private Sampler sampler() {
        return new Sampler(
                server,
                SamplingPlan.of(SamplingPlan.DEFAULT_SPECS, 10_000),
                new SavedPlan(folder),
                () -> spool,
                Clock.fixed(NOW, ZoneOffset.UTC),
                nanoTime::get);
    }

    @AfterEach
    void close() throws Exception {
        spool.close();
    }

    @Test
    void numbersBooleansShortTextsAndCompositesOfTheseAreARecord() throws Exception {
        // given
        server.registerMBean(
                new Figures()
                        .with("Long", Long.MAX_VALUE)
                        .with("Double", 0.1)
                        .with("Float", 1e10f)
                        .with("Undefined", Double.NaN)
                        .with("Boolean", true)
                        .with("Text", "a\"b")
                        .with("LongText", "x".repeat(201))
                        .with("Array", new long[] {1})
                        .with("Big", BigInteger.ONE.shiftLeft(100))
                        .with("Huge", BigInteger.ONE.shiftLeft(100_000))
                        .with("Counter", new AtomicLong(7))
                        .with("Nothing", "java.lang.Long", () -> null)
                        .with("Deep", nested(5)),
                new ObjectName("shop:type=Orders,name=b,also=a"));

        // when
        List<JsonNode> records = sample("shop:*");

        // then
        assertThat(records)
                .containsExactly(
                        JSON.readTree("{\"t\":1770091506789000000,\"j\":[{\"n\":\"shop:also=a,name=b,type=Orders\","
                                + "\"v\":{\"Long\":9223372036854775807,\"Double\":0.1,\"Float\":1.0E10,\"Boolean\":true,"
                                + "\"Text\":\"a\\\"b\",\"Big\":1267650600228229401496703205376,\"Counter\":7,"
                                + "\"Deep\":{\"n\":5,\"inner\":{\"n\":4,\"inner\":{\"n\":3}}}}}]}"));
    }

    @Test
    void onlyWhatTheSpecsNameIsAsked() throws Exception {
        // given
        AtomicInteger calls = new AtomicInteger();
        server.registerMBean(
                new Figures().with("Asked", 1).with("Other", "int", calls::incrementAndGet),
                new ObjectName("shop:type=Orders"));
        server.registerMBean(
                new Figures().with("Asked", "int", calls::incrementAndGet), new ObjectName("shop:type=Payments"));

        // when
        List<JsonNode> records = sample("shop:type=Orders[Asked]|shop:type=Nobody");

        // then
        assertThat(records.get(0).get("j"))
                .isEqualTo(JSON.readTree("[{\"n\":\"shop:type=Orders\",\"v\":{\"Asked\":1}}]"));
        assertThat(calls).hasValue(0);
    }

    @Test
    void anMBeanOfTwoSpecsIsOneEntryWithTheAttributesOfBoth() throws Exception {
        // given
        server.registerMBean(new Figures().with("A", 1).with("B", 2).with("C", 3), new ObjectName("shop:type=Orders"));

        // when, then
        assertThat(sample("shop:type=Orders[A]|shop:*[B,A]").get(0).get("j"))
                .isEqualTo(JSON.readTree("[{\"n\":\"shop:type=Orders\",\"v\":{\"A\":1,\"B\":2}}]"));
        assertThat(sample("shop:type=Orders[A]|shop:*").get(1).get("j"))
                .isEqualTo(JSON.readTree("[{\"n\":\"shop:type=Orders\",\"v\":{\"A\":1,\"B\":2,\"C\":3}}]"));
    }

    @Test
    void anAttributeThatFailsIsAskedAgainAfterAMinuteThenAfterTwo() throws Exception {
        // given
        AtomicInteger calls = new AtomicInteger();
        server.registerMBean(
                new Figures().with("Good", 1).with("Bad", "int", () -> {
                    calls.incrementAndGet();
                    throw new StackOverflowError("made up");
                }),
                new ObjectName("shop:type=Orders"));

        // when, then: once with the others, which it makes fail, and once for itself
        sample("shop:*");
        assertThat(calls).hasValue(2);
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(59));
        sample("shop:*");
        assertThat(calls).hasValue(2);
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1));
        List<JsonNode> records = sample("shop:*");
        assertThat(calls).hasValue(3);
        assertThat(records).hasSize(3).allSatisfy(record -> assertThat(record.get("j"))
                .isEqualTo(JSON.readTree("[{\"n\":\"shop:type=Orders\",\"v\":{\"Good\":1}}]")));
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(119));
        sample("shop:*");
        assertThat(calls).hasValue(3);
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1));
        sample("shop:*");
        assertThat(calls).hasValue(4);
    }

    @Test
    void aLargeSampleIsSeveralRecordsOfTheSameTime() throws Exception {
        // given
        for (int bean = 0; bean < 20; bean++) {
            Figures figures = new Figures();
            for (int i = 0; i < 600; i++) {
                figures.with("attribute" + i, "\u20AC".repeat(200));
            }
            server.registerMBean(figures, new ObjectName("shop:type=Orders,name=" + bean));
        }

        // when
        List<JsonNode> records = sample("shop:*");

        // then
        assertThat(records).hasSizeGreaterThan(6).allSatisfy(record -> {
            assertThat(record.toString().getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(1 << 20);
            assertThat(record.get("t").asLong()).isEqualTo(1_770_091_506_789_000_000L);
        });
        assertThat(records.stream()
                        .flatMapToInt(record -> record.findValues("v").stream().mapToInt(JsonNode::size))
                        .sum())
                .isEqualTo(20 * 600);
    }

    @Test
    void whatHomeChoseHoldsAfterAStart() throws Exception {
        // when
        sampler.sample("shop:type=\"a|b\"[One, Two]|java.lang:*", 2_000);

        // then
        SamplingPlan next = new SavedPlan(folder).read().orElseThrow();
        assertThat(next.millis()).isEqualTo(2_000);
        assertThat(next.specs())
                .extracting(spec -> spec.pattern().toString())
                .containsExactly("shop:type=\"a|b\"", "java.lang:*");
        assertThat(next.specs().get(0).attributes()).containsExactly("One", "Two");
    }

    @Test
    void aChoiceThatIsMalformedOrTooMuchIsRefusedAndChangesNothing() {
        assertThatThrownBy(() -> sampler.sample("shop", 2_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'shop' is not the name or the pattern of MBeans");
        assertThatThrownBy(() -> sampler.sample("shop:*[]", 2_000)).hasMessageContaining("between its brackets");
        assertThatThrownBy(() -> sampler.sample("shop:*", 999)).hasMessageContaining("must be 1000 to 86400000");
        assertThatThrownBy(() -> sampler.sample("a:*|".repeat(501), 2_000)).hasMessageContaining("at most 500");
        assertThatThrownBy(() -> sampler.sample("a:*".repeat(20_000), 2_000)).hasMessageContaining("at most 32768");
        assertThatThrownBy(() -> sampler.sample("a:*\n", 2_000)).hasMessageContaining("control characters");
        assertThat(new SavedPlan(folder).read()).isEmpty();
    }

    @Test
    void anAttributeThatDoesNotAnswerIsLeftOutAndTheOthersAreSampledOn() throws Exception {
        // given
        CountDownLatch answer = new CountDownLatch(1);
        server.registerMBean(
                new Figures()
                        .with("Before", 1)
                        .with("Hangs", "int", () -> hang(answer))
                        .with("After", 2),
                new ObjectName("shop:type=Orders"));
        server.registerMBean(new Figures().with("Other", 3), new ObjectName("shop:type=Payments"));
        Sampler watched = new Sampler(
                server,
                SamplingPlan.of("shop:*", 1_000),
                new SavedPlan(folder),
                () -> spool,
                Clock.fixed(NOW, ZoneOffset.UTC),
                System::nanoTime);

        // when
        watched.start();

        // then
        JsonNode rest = JSON.readTree("[{\"n\":\"shop:type=Orders\",\"v\":{\"Before\":1,\"After\":2}},"
                + "{\"n\":\"shop:type=Payments\",\"v\":{\"Other\":3}}]");
        await().until(() -> {
            spool.tick();
            return Records.of(spool).all().stream()
                            .filter(record -> sorted(record.get("j")).equals(sorted(rest)))
                            .count()
                    >= 2;
        });
        assertThat(watched.problem())
                .isEqualTo("2 calls of MBeans have not returned, and what they read is left out, such as the attribute"
                        + " Hangs of shop:type=Orders");

        // and: that ends when it answers
        answer.countDown();
        await().until(() -> watched.problem().isEmpty());
    }

    private static Object hang(CountDownLatch answer) throws InterruptedException {
        answer.await();
        return 1;
    }

    private static Set<JsonNode> sorted(JsonNode beans) {
        Set<JsonNode> all = new HashSet<>();
        beans.forEach(all::add);
        return all;
    }

    @Test
    void asManyCallsMayHangAsThereAreThreadsForAndThoseThatReturnGiveTheirPlaceBack() throws Exception {
        // given
        AtomicLong clock = new AtomicLong();
        CountDownLatch answer = new CountDownLatch(1);
        server.registerMBean(
                new Figures().with("Hangs", "int", () -> hang(answer)), new ObjectName("shop:type=Orders"));
        ObjectName name = new ObjectName("shop:type=Orders");
        WatchedCalls calls = new WatchedCalls(server, clock::get);

        // when: each hangs in another thread
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < WatchedCalls.MOST_HANGING; index++) {
            String[] asked = {"Hangs", "none " + index};
            Thread thread = new Thread(() -> {
                try {
                    calls.call("call " + asked[1], () -> server.getAttributes(name, asked));
                } catch (JMException e) {
                    throw new IllegalStateException(e);
                }
            });
            calls.callFrom(thread);
            thread.start();
            await().until(() -> {
                clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
                return calls.giveUp(1_000).isPresent();
            });
            threads.add(thread);
        }
        boolean before = calls.mayHang();
        answer.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        // then
        assertThat(before).isFalse();
        assertThat(calls.hasCaller()).isFalse();
        assertThat(calls.mayHang()).isTrue();
    }

    @Test
    void timesThatPassedDuringASampleAreLeftOut() {
        assertThat(Sampler.following(100, 10, 100)).isEqualTo(110);
        assertThat(Sampler.following(100, 10, 109)).isEqualTo(110);
        assertThat(Sampler.following(100, 10, 135)).isEqualTo(140);
    }

    private List<JsonNode> sample(String specs) throws Exception {
        sampler.sampleHere(SamplingPlan.of(specs, 1_000), mbeans);
        spool.tick();
        return Records.of(spool).all();
    }

    private static CompositeDataSupport nested(int depth) throws OpenDataException {
        if (depth == 1) {
            return new CompositeDataSupport(
                    new CompositeType(
                            "t1", "t", new String[] {"n"}, new String[] {"n"}, new OpenType<?>[] {SimpleType.INTEGER}),
                    new String[] {"n"},
                    new Object[] {1});
        }
        CompositeDataSupport inner = nested(depth - 1);
        String[] names = {"n", "inner"};
        return new CompositeDataSupport(
                new CompositeType(
                        "t" + depth, "t", names, names, new OpenType<?>[] {SimpleType.INTEGER, inner.getCompositeType()
                        }),
                names,
                new Object[] {depth, inner});
    }
}
