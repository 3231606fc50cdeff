package io.farspan.agent.point;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.point.condition.ClassFields;

import static io.farspan.agent.point.TestPoints.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PointsTest {

    private static final Compiled ORDERS = Compiled.of(
            "Orders",
            """
            package shop;
            public class Orders {
                private static int all = 40;
                private final String name = "north";
                private final String password = "hunter2";
                public int place(String customer, int amount, double price, boolean paid) {
                    int total = amount * 2;
                    Object note = customer.isEmpty() ? new StringBuilder(customer) : new Object[] {total, price}; // HERE
                    for (int i = 0; i < 2; i++) {
                        total += i; // LOOP
                    }
                    return total; // END
                }
                public static int square(int n) {
                    if (n < 0) {
                        throw new IllegalArgumentException("negative");
                    }
                    return n * n;
                }
                public static int position() {
                    int before = 1; // BEFORE
                    return StackWalker.getInstance().walk(frames -> frames.findFirst().get().getByteCodeIndex());
                }
            }
            """);

    @TempDir
    Path folder;

    private TestPoints points;

    @BeforeEach
    void begin() throws Exception {
        points = new TestPoints(folder);
    }

    @AfterEach
    void end() throws Exception {
        points.close();
    }

    @Test
    void aCounterCountsWhereItsConditionHolds() throws Exception {
        // given
        Orders orders = new Orders();
        String id =
                points.add(at("HERE", "'kind':'counter','condition':'amount > 10 && customer.startsWith(\\'a\\')'"));

        // when
        for (int amount = 0; amount < 20; amount++) {
            orders.place("ann", amount);
            orders.place("bob", amount);
        }

        // then
        JsonNode entry = points.entry(id);
        assertThat(entry.get("hits").asInt()).isEqualTo(9);
        assertThat(entry.get("classes").asInt()).isEqualTo(1);
        assertThat(entry.get("failed").asInt()).isZero();
        assertThat(entry.get("place").asText()).isEqualTo("shop.Orders:" + ORDERS.line("HERE"));
    }

    @Test
    void aLogPointWritesItsTextWithValues() throws Exception {
        // given
        Orders orders = new Orders();
        points.add(
                at(
                        "LOOP",
                        "'kind':'log','condition':'i == 1','message':'{customer} {amount} {price} {paid} {name} {all + 2} {{i}} {i.x}'"));

        // when
        orders.place("ann", 7);

        // then
        JsonNode record = points.records().get(0);
        assertThat(record.get("m").asText())
                .isEqualTo("ann 7 1.5 true north 42 {i} (a java.lang.Integer has no field 'x' that can be read)");
        assertThat(record.get("l").asText()).isEqualTo("shop.Orders");
        assertThat(record.get("h").asText()).isEqualTo(Thread.currentThread().getName());
        assertThat(record.at("/a/point.kind").asText()).isEqualTo("log");
    }

    @Test
    void removalRestoresTheBytes() throws Exception {
        // given
        Orders orders = new Orders();
        byte[] before = ClassBytes.of(orders.type);
        String counter = points.add(at("HERE", "'kind':'counter'"));
        String snapshot = points.add(at("LOOP", "'kind':'snapshot'"));
        String timing = points.add("{'kind':'timing','class':'shop.Orders','method':'place'}");
        orders.place("ann", 1);
        orders.place("", 1);

        // when
        points.points().remove(counter);
        points.points().remove(snapshot);
        points.points().remove(timing);
        orders.place("ann", 1);

        // then
        assertThat(ClassBytes.of(orders.type)).isEqualTo(before);
        assertThat(points.points().list()).isEqualTo("[]");
        assertThat(points.messages()).anyMatch(message -> message.startsWith("shop.Orders.place: 2 times, p50 "));
    }

    /** Whoever asks for the bytes retransforms the class, which alone would take points out: the code says where it is. */
    @Test
    void whateverEndsAPointTakesItsCodeOutOfTheMethod() throws Exception {
        // given
        Orders orders = new Orders();
        int before = orders.position();
        String removed = points.add(at("BEFORE", "'kind':'counter'"));
        assertThat(orders.position()).isGreaterThan(before);

        // when
        points.points().remove(removed);

        // then
        assertThat(orders.position()).isEqualTo(before);

        // when
        points.add(at("BEFORE", "'kind':'counter'"));
        assertThat(orders.position()).isGreaterThan(before);
        points.pass(1_000);

        // then
        await().untilAsserted(() -> assertThat(orders.position()).isEqualTo(before));

        // when
        points.add(at("BEFORE", "'kind':'counter'"));
        assertThat(orders.position()).isGreaterThan(before);
        points.points().close();

        // then
        assertThat(orders.position()).isEqualTo(before);
    }

    @Test
    void aPointThatTheJvmDoesNotTakeOutOfTheClassIsNotEvaluatedAgain() throws Exception {
        // given
        Orders orders = new Orders();
        AtomicBoolean refusing = new AtomicBoolean();
        try (TestPoints held = new TestPoints(folder.resolve("held"), refusing(refusing), Clock.systemUTC())) {
            String removed = held.add(at("HERE", "'kind':'log','message':'removed {amount}','rate':100"));
            String kept = held.add(at("HERE", "'kind':'log','message':'kept {amount}','rate':100"));
            orders.place("ann", 1);

            // when
            refusing.set(true);
            held.points().remove(removed);
            orders.place("ann", 2);

            // then
            assertThat(held.points().sites()).isEmpty();
            assertThat(held.entry(kept).get("refused").toString()).contains("the JVM does not accept the change");
            assertThat(held.messages()).doesNotContain("removed 2", "kept 2");

            // when
            refusing.set(false);
            String further = held.add(at("HERE", "'kind':'counter'"));
            orders.place("ann", 3);

            // then
            assertThat(held.messages())
                    .contains("removed 1", "kept 1", "kept 3")
                    .doesNotContain("removed 3");
            assertThat(held.entry(further).get("hits").asInt()).isEqualTo(1);
        }
    }

    /** The instrumentation of this JVM, which changes no class while it refuses. */
    private static Instrumentation refusing(AtomicBoolean refusing) throws Exception {
        Instrumentation real = HeldInstrumentation.get();
        return (Instrumentation) Proxy.newProxyInstance(
                PointsTest.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, arguments) -> {
                    if (refusing.get() && method.getName().equals("retransformClasses")) {
                        throw new UnsupportedOperationException("class redefinition failed: attempted to add a method");
                    }
                    return method.invoke(real, arguments);
                });
    }

    @Test
    void aSnapshotHasTheVariablesAndTheStackAndNoSecret() throws Exception {
        // given
        Orders orders = new Orders();
        points.add(at("END", "'kind':'snapshot'"));

        // when
        orders.place("ann", 7);

        // then
        JsonNode record = points.records().get(0);
        JsonNode snapshot = new ObjectMapper().readTree(record.get("m").asText());
        assertThat(snapshot.get("variables").toString())
                .isEqualTo(
                        "{\"this\":{\"@\":\"shop.Orders\",\"name\":\"north\",\"password\":\"***\"},\"customer\":\"ann\","
                                + "\"amount\":7,\"price\":1.5,\"paid\":true,\"total\":15,\"note\":[14,1.5]}");
        assertThat(snapshot.at("/stack/0").asText()).isEqualTo("shop.Orders.place:" + ORDERS.line("END"));
    }

    @Test
    void aTimingPointMeasuresReturnsAndExceptions() throws Exception {
        // given
        Orders orders = new Orders();
        String id = points.add("{'kind':'timing','class':'shop.Orders','method':'square(I)I','condition':'n != 3'}");

        // when
        for (int n = -2; n < 5; n++) {
            orders.square(n);
        }

        // then
        assertThat(points.entry(id).get("hits").asInt()).isEqualTo(6);
    }

    @Test
    void whatCannotBeIsRefusedWithTheReasonAndTheClassIsLeftAlone() throws Exception {
        // given
        Orders orders = new Orders();
        byte[] before = ClassBytes.of(orders.type);
        int here = ORDERS.line("HERE");

        // then
        assertRefused(
                at("HERE", "'kind':'counter','condition':'amont > 1'"),
                "there is no 'amont' here; there are this, customer");
        assertRefused(at("HERE", "'kind':'counter','condition':'amount'"), "a condition must be true or false");
        assertRefused(at("HERE", "'kind':'log','message':'{password}'"), "named like a secret");
        assertRefused(at("HERE", "'kind':'counter','condition':'customer.concat(name) == name'"), "cannot be called");
        assertRefused("{'kind':'counter','class':'shop.Orders','line':14}", "the nearest lines with code are ");
        assertRefused(
                "{'kind':'timing','class':'shop.Orders','method':'plaice'}",
                "it has <clinit>, <init>, place, position, square");
        assertRefused("{'kind':'timing','class':'shop.Orders','line':" + here + "}", "give 'method'");
        assertRefused("{'kind':'counter','class':'java.util.HashMap','method':'get'}", "a class of the JDK itself");
        assertRefused("{'kind':'counter','class':'shop.Orders','line':" + here + ",'lines':2}", "'lines' is not known");
        assertThat(points.points().list()).isEqualTo("[]");
        assertThat(ClassBytes.of(orders.type)).isEqualTo(before);
    }

    @Test
    void pointsEndByTimeByLeaseAndByTheirNumberOfHits() throws Exception {
        // given
        Orders orders = new Orders();
        byte[] before = ClassBytes.of(orders.type);
        points.add(at("HERE", "'kind':'counter','seconds':100,'lease':1000"));
        String renewed = points.add(at("HERE", "'kind':'counter','seconds':1000,'lease':150"));
        points.add(at("HERE", "'kind':'counter','seconds':1000,'lease':180"));
        points.add(at("HERE", "'kind':'log','message':'hit','hits':2,'rate':100"));

        // when
        for (int i = 0; i < 5; i++) {
            orders.place("ann", i);
        }
        points.pass(110);
        assertThat(points.points().renew(renewed + ",none")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(points.messages())
                .anyMatch(message -> message.endsWith(" is removed: its time of 100 s is over"))
                .anyMatch(message -> message.endsWith(" is removed: it was hit 2 times, as often as it may be")));
        points.pass(100);
        await().untilAsserted(() -> assertThat(points.messages())
                .anyMatch(message -> message.endsWith(" is removed: home has not renewed it for 180 s")));

        // then
        assertThat(points.entry(renewed).get("hits").asInt()).isEqualTo(5);
        assertThat(points.messages().stream().filter("hit"::equals)).hasSize(2);

        // when
        points.pass(100);
        await().until(() -> points.points().list().equals("[]"));

        // then
        assertThat(ClassBytes.of(orders.type)).isEqualTo(before);
    }

    @Test
    void anIdIsNotThatOfAPointBeforeTheInstanceWasStartedAnew() throws Exception {
        // given
        String before = points.add("{'kind':'counter','class':'shop.None','line':1}");

        // when
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        try (TestPoints after = new TestPoints(folder.resolve("after"), HeldInstrumentation.get(), later)) {
            String id = after.add("{'kind':'counter','class':'shop.None','line':1}");

            // then
            assertThat(id).isNotEqualTo(before);
            assertThat(after.points().renew(before)).isZero();
            assertThat(after.points().renew(id)).isEqualTo(1);
        }
    }

    @Test
    void aHitHasTheTraceOfItsThread() throws Exception {
        // given
        Orders orders = new Orders();
        ThreadLocal<Object> mapped = new ThreadLocal<>();
        String trace = "0af7651916cd43dd8448eb211c80319c";
        points.add(at("HERE", "'kind':'log','message':'hit','rate':100"));
        List.of(ArrayBasedContext.class, ArrayBasedContext.Span.class, ArrayBasedContext.SpanContext.class)
                .forEach(ClassFields::find);

        // when
        for (Object context : List.of(
                new HashMap<>(Map.of("trace_id", trace, "span_id", "b7ad6b7169203331")),
                new Object[] {2, "spanId", "b7ad6b7169203331", "traceId", trace},
                new ArrayBasedContext(trace, "b7ad6b7169203331"),
                new HashMap<>(Map.of("trace_id", "none")))) {
            mapped.set(context);
            orders.place("ann", 1);
        }
        mapped.remove();

        // then
        assertThat(points.records())
                .extracting(record -> record.path("T").asText())
                .containsExactly(trace, trace, trace, "");
        assertThat(points.records().get(2).get("S").asText()).isEqualTo("b7ad6b7169203331");
        assertThat(points.records().get(3).has("S")).isFalse();
    }

    @Test
    void aHitLeavesItToTheThreadOfThePointsToFindTheFieldsOfAClass() throws Exception {
        // given
        Compiled parcels = Compiled.of(
                "Depot",
                """
                package shop;
                public class Depot {
                    public static class Label {}
                    public static class Parcel {
                        private final int weight = 3;
                        private Label label;
                    }
                    public static void store(Object parcel) {
                        int stored = 1; // STORE
                    }
                }
                """);
        Set<String> loading = ConcurrentHashMap.newKeySet();
        ClassLoader loader = parcels.loader(name -> {
            if (name.equals("shop.Depot$Label")) {
                loading.add(Thread.currentThread().getName());
            }
        });
        Object parcel = loader.loadClass("shop.Depot$Parcel").getConstructor().newInstance();
        Method store = loader.loadClass("shop.Depot").getMethod("store", Object.class);
        String place = "{'class':'shop.Depot','line':" + parcels.line("STORE") + ",";
        String counter = points.add(place + "'kind':'counter','condition':'parcel.weight == 3'}");
        points.add(place + "'kind':'log','message':'{parcel}','rate':100,'hits':100000}");

        // when
        store.invoke(null, parcel);

        // then
        assertThat(points.messages()).containsExactly("{\"@\":\"shop.Depot$Parcel\"}");
        assertThat(points.entry(counter).get("unknown").asInt()).isEqualTo(1);
        await().untilAsserted(() -> {
            store.invoke(null, parcel);
            assertThat(points.messages()).contains("{\"@\":\"shop.Depot$Parcel\",\"weight\":3,\"label\":null}");
        });
        store.invoke(null, parcel);
        assertThat(points.entry(counter).get("hits").asInt()).isPositive();
        assertThat(points.entry(counter).get("failed").asInt()).isZero();
        assertThat(loading).containsExactly("farspan-points");
    }

    /** Like the context of OpenTelemetry's API. */
    @SuppressWarnings("unused") // read by name
    private static final class ArrayBasedContext {
        private final Object[] entries;

        ArrayBasedContext(String trace, String span) {
            entries = new Object[] {"key", new Span(new SpanContext(trace, span))};
        }

        private record Span(SpanContext context) {}

        private record SpanContext(String traceId, String spanId) {}
    }

    @Test
    void theEndOfTheAgentRemovesThem() throws Exception {
        // given
        Orders orders = new Orders();
        byte[] before = ClassBytes.of(orders.type);
        points.add(at("HERE", "'kind':'log','message':'hit'"));

        // when
        points.points().close();
        orders.place("ann", 1);

        // then
        assertThat(points.messages())
                .containsExactly("the point shop.Orders:" + ORDERS.line("HERE") + " is removed: the agent stops");
        assertThat(ClassBytes.of(orders.type)).isEqualTo(before);
    }

    @Test
    void pointsComeAndGoWhileThreadsRun() throws Exception {
        // given
        Orders orders = new Orders();
        AtomicBoolean ended = new AtomicBoolean();
        List<CompletableFuture<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(CompletableFuture.supplyAsync(() -> {
                int calls = 0;
                while (!ended.get() || calls == 0) {
                    assertThat(orders.placed("ann", calls)).isEqualTo(calls * 2 + 1);
                    calls++;
                }
                return calls;
            }));
        }

        // when
        try {
            for (int i = 0; i < 3; i++) {
                comeAndGo();
            }
        } finally {
            ended.set(true);
        }

        // then
        for (CompletableFuture<Integer> thread : threads) {
            assertThat(thread.get()).isPositive();
        }
        assertThat(points.points().list()).isEqualTo("[]");
    }

    private void comeAndGo() throws Exception {
        String timing = points.add("{'class':'shop.Orders','method':'place','kind':'timing'}");
        String counter = points.add(at("LOOP", "'kind':'counter','condition':'i == 1 && amount > 5'"));
        String snapshot =
                points.add(at("END", "'kind':'snapshot','rate':100,'hits':100000" + ",'condition':'total % 2 == 1'"));
        for (String id : List.of(counter, timing, snapshot)) {
            await().untilAsserted(() ->
                    assertThat(points.entry(id).get("hits").asInt()).isPositive());
        }
        points.points().remove(counter);
        points.points().remove(timing);
        points.points().remove(snapshot);
    }

    private void assertRefused(String json, String reason) {
        assertThatThrownBy(() -> points.add(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static String at(String mark, String more) {
        return "{'class':'shop.Orders','line':" + ORDERS.line(mark) + "," + more + "}";
    }

    /** The class, loaded once for all tests, and one object of it. */
    private static final class Orders {
        private static final ClassLoader LOADER = ORDERS.loader();

        private final Class<?> type = Class.forName("shop.Orders", true, LOADER);
        private final Object orders = type.getConstructor().newInstance();
        private final Method place = type.getMethod("place", String.class, int.class, double.class, boolean.class);
        private final Method square = type.getMethod("square", int.class);

        Orders() throws ReflectiveOperationException {}

        void place(String customer, int amount) {
            placed(customer, amount);
        }

        int placed(String customer, int amount) {
            try {
                return (int) place.invoke(orders, customer, amount, 1.5, true);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        int position() throws ReflectiveOperationException {
            return (int) type.getMethod("position").invoke(null);
        }

        void square(int n) throws ReflectiveOperationException {
            try {
                square.invoke(null, n);
            } catch (InvocationTargetException e) {
                assertThat(e.getCause()).hasMessage("negative");
            }
        }
    }
}
