package io.farspan.agent.point;

import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

import static io.farspan.agent.point.TestPoints.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Points in code of all kinds, and beside others who change classes. */
class PointCasesTest {

    private static final Compiled CASES = Compiled.of(
            "Cases",
            """
            package shop;
            import java.util.function.IntUnaryOperator;
            public class Cases {
                public static class Base {
                    final int kept;
                    Base(int kept) {
                        this.kept = kept;
                    }
                }
                public static class Derived extends Base {
                    public Derived(int amount, String name) {
                        super(
                            amount + name.length()); // BEFORE
                        int after = amount * 2;
                        assert after > 0; // AFTER
                    }
                }
                public record Pair(int left, int right) {
                    public Pair {
                        if (left > right) { // COMPACT
                            throw new IllegalArgumentException();
                        }
                    }
                    public int sum() {
                        return left + right; // RECORD
                    }
                }
                public interface Greeting {
                    default String greet(String name) {
                        return "hello " + name; // DEFAULT
                    }
                }
                public static class Greeter implements Greeting {}
                public static IntUnaryOperator adding(int more) {
                    return n -> n + more; // LAMBDA
                }
                public static synchronized int locked(int n) {
                    synchronized (Cases.class) {
                        return n + 1; // LOCKED
                    }
                }
                public static String created(boolean first) {
                    Object o = new StringBuilder(first ? "a" : "b"); // NEW
                    return o.toString();
                }
                public static int deep(int n) {
                    return deep(n + 1) + 1; // DEEP
                }
                public static int looping(int n) {
                    while (true) {
                        if (n-- < 0) {
                            return n;
                        }
                    }
                }
                public static int caught(String text) {
                    try {
                        return Integer.parseInt(text); // TRY
                    } catch (NumberFormatException e) {
                        return -1; // CATCH
                    } finally {
                        text = null; // FINALLY
                    }
                }
                public static int many(int a, long b, float c, double d, byte e, short f, char g, boolean h, Object i, Object j, Object k) {
                    return a; // MANY
                }
            }
            """);

    private static final Compiled PLACE = Compiled.of(
            "Place",
            """
            package shop;
            public class Place {
                public static String name(int amount) {
                    int twice = amount * 2;
                    return "one" + twice; // HERE
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
    void aConstructorBeforeAndAfterTheCallOfSuper() throws Exception {
        // given
        Class<?> derived = CASES.load("shop.Cases$Derived");
        points.add(at("Cases$Derived", "BEFORE", "'kind':'snapshot','condition':'amount > 1'"));
        points.add(at("Cases$Derived", "AFTER", "'kind':'log','message':'{kept} {after}'"));
        String timing = points.add("{'class':'shop.Cases$Derived','method':'<init>','kind':'timing'}");

        // when
        derived.getConstructor(int.class, String.class).newInstance(3, "ann");

        // then
        assertThat(variables(points.messages().get(0))).isEqualTo("{\"amount\":3,\"name\":\"ann\"}");
        assertThat(points.messages().get(1)).isEqualTo("6 6");
        assertThat(hits(timing)).isEqualTo(1);
        assertThatThrownBy(() -> points.add(at("Cases$Derived", "BEFORE", "'kind':'counter','condition':'kept == 1'")))
                .hasMessageContaining("there is no 'kept' here; there are amount, name");
    }

    @Test
    void aLambda() throws Exception {
        // given
        Class<?> cases = CASES.load("shop.Cases");
        String body = points.add(at("Cases", "LAMBDA", "'kind':'counter','condition':'n > 2'"));
        String both = points.add(at("Cases", "LAMBDA", "'kind':'counter'"));
        IntUnaryOperator adding =
                (IntUnaryOperator) cases.getMethod("adding", int.class).invoke(null, 10);

        // when
        for (int n = 0; n < 5; n++) {
            assertThat(adding.applyAsInt(n)).isEqualTo(n + 10);
        }

        // then
        assertThat(hits(body)).isEqualTo(2);
        assertThat(hits(both)).isEqualTo(6);
    }

    @Test
    void aRecord() throws Exception {
        // given
        Class<?> pair = CASES.load("shop.Cases$Pair");
        points.add(at("Cases$Pair", "COMPACT", "'kind':'log','message':'{left} {right}'"));
        points.add(at("Cases$Pair", "RECORD", "'kind':'log','message':'{left} {this}'"));

        // when
        Object two = pair.getConstructor(int.class, int.class).newInstance(1, 2);
        pair.getMethod("sum").invoke(two);

        // then
        assertThat(points.messages()).containsExactly("1 2", "1 {\"@\":\"shop.Cases$Pair\",\"left\":1,\"right\":2}");
        assertThat(pair.getRecordComponents()).hasSize(2);
        assertThat(two).hasToString("Pair[left=1, right=2]");
    }

    @Test
    void aSynchronizedMethodADefaultMethodAndATry() throws Exception {
        // given
        Class<?> greeter = CASES.load("shop.Cases$Greeter");
        Class<?> cases = Class.forName("shop.Cases", true, greeter.getClassLoader());
        Object greeting = greeter.getConstructor().newInstance();
        String locked = points.add(at("Cases", "LOCKED", "'kind':'counter'"));
        String timing = points.add("{'class':'shop.Cases','method':'locked','kind':'timing'}");
        points.add(at("Cases$Greeting", "DEFAULT", "'kind':'log','message':'to {name}'"));
        String tried = points.add(at("Cases", "TRY", "'kind':'counter'"));
        String caught = points.add(at("Cases", "CATCH", "'kind':'snapshot'"));
        String last = points.add(at("Cases", "FINALLY", "'kind':'counter'"));
        String around = points.add("{'class':'shop.Cases','method':'caught','kind':'timing'}");

        // when
        cases.getMethod("locked", int.class).invoke(null, 1);
        greeter.getMethod("greet", String.class).invoke(greeting, "ann");
        cases.getMethod("caught", String.class).invoke(null, "1");
        cases.getMethod("caught", String.class).invoke(null, "x");

        // then
        assertThat(hits(locked)).isEqualTo(1);
        assertThat(hits(timing)).isEqualTo(1);
        assertThat(hits(tried)).isEqualTo(2);
        assertThat(hits(caught)).isEqualTo(1);
        assertThat(hits(last)).isEqualTo(2);
        assertThat(hits(around)).isEqualTo(2);
        assertThat(points.messages().get(0)).isEqualTo("to ann");
        assertThat(variables(points.messages().get(1)))
                .startsWith("{\"text\":\"x\",\"e\":{\"@\":\"java.lang.NumberFormatException\"");
    }

    @Test
    void anObjectThatIsNotInitialisedAndALoopAtTheBeginning() throws Exception {
        // given
        Class<?> cases = CASES.load("shop.Cases");
        String created = points.add(at("Cases", "NEW", "'kind':'counter'"));
        String further = points.add(at("Cases", "NEW", "'kind':'snapshot','rate':100"));
        String entered = points.add("{'class':'shop.Cases','method':'looping','kind':'counter','condition':'n == 9'}");

        // when
        assertThat(cases.getMethod("created", boolean.class).invoke(null, true)).isEqualTo("a");
        assertThat(cases.getMethod("created", boolean.class).invoke(null, false))
                .isEqualTo("b");
        cases.getMethod("looping", int.class).invoke(null, 9);

        // then
        assertThat(hits(created)).isEqualTo(2);
        assertThat(hits(further)).isEqualTo(2);
        assertThat(hits(entered)).isEqualTo(1);
    }

    @Test
    void aStackThatOverflowsIsTheApplicationsConcernAlone() throws Exception {
        // given
        Method deep = method(CASES.load("shop.Cases"), "deep");
        String counter = points.add(at("Cases", "DEEP", "'kind':'counter','condition':'n > 10'"));
        String timing = points.add("{'class':'shop.Cases','method':'deep','kind':'timing'}");
        points.add(at("Cases", "DEEP", "'kind':'snapshot','condition':'n % 100 == 0','rate':100,'hits':1000"));

        // when
        List<Throwable> failures = new ArrayList<>();
        Thread thread =
                new Thread(null, () -> failures.add(catchThrowable(() -> deep.invoke(null, 0))), "deep", 256 << 10);
        thread.start();
        thread.join();

        // then
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).getCause()).isInstanceOf(StackOverflowError.class);
        assertThat(hits(counter)).isGreaterThan(100);
        assertThat(hits(timing)).isGreaterThan(100);
        assertThat(points.messages()).isNotEmpty();
    }

    @Test
    void manyVariablesOfAllTypes() throws Exception {
        // given
        Method many = method(CASES.load("shop.Cases"), "many");
        String condition =
                "a == 1 && b == 2 && c == 1.5 && d == 2.5 && e == 3 && f == 4 && g == \\'x\\' && h && i == \\'i\\'"
                        + " && j == null && k.length() == 1";
        points.add(at("Cases", "MANY", "'kind':'snapshot','condition':\"" + condition + "\""));

        // when
        many.invoke(null, 1, 2L, 1.5f, 2.5, (byte) 3, (short) 4, 'x', true, "i", null, "k");
        many.invoke(null, 1, 2L, 1.5f, 2.5, (byte) 3, (short) 4, 'x', false, "i", null, "k");

        // then
        assertThat(points.messages()).hasSize(1);
        assertThat(variables(points.messages().get(0)))
                .isEqualTo(
                        "{\"a\":1,\"b\":2,\"c\":1.5,\"d\":2.5,\"e\":3,\"f\":4,\"g\":\"x\",\"h\":true,\"i\":\"i\",\"j\":null,"
                                + "\"k\":\"k\"}");
    }

    @Test
    void aVirtualThread() throws Exception {
        Assumptions.assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");

        // given
        Class<?> place = PLACE.load("shop.Place");
        String id = points.add(at(PLACE, "Place", "HERE", "'kind':'snapshot'"));

        // when
        Runnable call = () -> call(place, 4);
        Thread thread = (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, call);
        thread.join();

        // then
        assertThat(hits(id)).isEqualTo(1);
    }

    @Test
    void oneClassInTwoLoaders() throws Exception {
        // given
        Class<?> first = PLACE.load("shop.Place");
        Class<?> second = PLACE.load("shop.Place");
        byte[] before = ClassBytes.of(second);
        String id = points.add(at(PLACE, "Place", "HERE", "'kind':'counter'"));

        // when
        call(first, 1);
        call(second, 1);

        // then
        assertThat(points.entry(id).get("classes").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(hits(id)).isEqualTo(2);
        points.points().remove(id);
        assertThat(ClassBytes.of(second)).isEqualTo(before);
    }

    @Test
    void aSecondAgentThatTransformsToo() throws Exception {
        // given
        Class<?> place = PLACE.load("shop.Place");
        Instrumentation instrumentation = HeldInstrumentation.get();
        ClassFileTransformer other = transformer(place, bytes -> edited(bytes, "two"));
        instrumentation.addTransformer(other, true);
        try {
            instrumentation.retransformClasses(place);
            byte[] before = ClassBytes.of(place);

            // when
            String id = points.add(at(PLACE, "Place", "HERE", "'kind':'counter'"));

            // then
            assertThat(call(place, 1)).isEqualTo("two2");
            assertThat(hits(id)).isEqualTo(1);

            // when
            instrumentation.retransformClasses(place);

            // then
            await().untilAsserted(() -> {
                assertThat(call(place, 1)).isEqualTo("two2");
                assertThat(hits(id)).isGreaterThan(1);
            });

            // when
            points.points().remove(id);

            // then
            assertThat(call(place, 1)).isEqualTo("two2");
            assertThat(ClassBytes.of(place)).isEqualTo(before);
        } finally {
            instrumentation.removeTransformer(other);
        }
    }

    @Test
    void aClassThatIsChangedWhileAnotherOneOfItsNameIsLoaded() throws Exception {
        // given
        Compiled twin = Compiled.of(
                "Twin", "package shop; public class Twin { public static int name(int amount) { return amount; } }");
        Class<?> changed = twin.load("shop.Twin");
        List<Class<?>> loaded = new CopyOnWriteArrayList<>();
        String id = points.add("{'class':'shop.Twin','line':1,'kind':'counter'}");
        Instrumentation instrumentation = HeldInstrumentation.get();
        ClassFileTransformer loading = transformer(changed, bytes -> {
            if (loaded.isEmpty()) {
                loaded.add(load(twin, "shop.Twin"));
            }
            return bytes;
        });
        instrumentation.addTransformer(loading, true);

        // when
        try {
            instrumentation.retransformClasses(changed);
        } finally {
            instrumentation.removeTransformer(loading);
        }

        // then
        for (Class<?> type : List.of(changed, loaded.get(0))) {
            await().untilAsserted(() -> {
                int before = hits(id);
                call(type, 1);
                assertThat(hits(id)).isGreaterThan(before);
            });
        }
    }

    private static Class<?> load(Compiled compiled, String name) {
        try {
            return compiled.load(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClassThatSomebodyElseRedefines() throws Exception {
        Assumptions.assumeTrue(Runtime.version().feature() >= 20, "before, the JVM would undo the redefinition");

        // given
        Class<?> place = PLACE.load("shop.Place");
        String id = points.add(at(PLACE, "Place", "HERE", "'kind':'counter'"));
        byte[] original = PLACE.bytes("shop.Place");

        // when
        HeldInstrumentation.get().redefineClasses(new ClassDefinition(place, edited(original, "three")));

        // then
        await().untilAsserted(() -> {
            assertThat(call(place, 1)).isEqualTo("three2");
            assertThat(hits(id)).isPositive();
        });

        // when
        HeldInstrumentation.get().redefineClasses(new ClassDefinition(place, withoutDebugInformation(original)));

        // then
        await().untilAsserted(() -> assertThat(points.entry(id).get("refused").toString())
                .contains("the class was compiled without line numbers"));
        assertThat(call(place, 1)).isEqualTo("one2");
    }

    @Test
    void aRedefinitionThatTheJvmWouldUndoIsLeftAlone() throws Exception {
        Assumptions.assumeTrue(Runtime.version().feature() < 20, "later ones do not");

        // given
        Class<?> place = PLACE.load("shop.Place");
        String id = points.add(at(PLACE, "Place", "HERE", "'kind':'counter'"));

        // when
        HeldInstrumentation.get()
                .redefineClasses(new ClassDefinition(place, edited(PLACE.bytes("shop.Place"), "three")));

        // then
        await().untilAsserted(() ->
                assertThat(points.entry(id).get("refused").toString()).contains("this JVM would undo that"));
        assertThat(call(place, 1)).isEqualTo("three2");
        points.points().remove(id);
        assertThat(call(place, 1)).isEqualTo("three2");
    }

    @Test
    void aClassThatIsLoadedLater() throws Exception {
        // given
        Compiled later = Compiled.of(
                "Later", "package shop; public class Later { public static int name(int amount) { return 1; } }");
        String id = points.add("{'class':'shop.Later','line':1,'kind':'counter','condition':'amount == 5'}");
        assertThat(points.entry(id).get("waiting").asBoolean()).isTrue();

        // when
        Class<?> loaded = later.load("shop.Later");

        // then
        await().untilAsserted(() -> {
            call(loaded, 5);
            assertThat(hits(id)).isPositive();
        });
        assertThat(points.entry(id).get("waiting").asBoolean()).isFalse();
    }

    @Test
    void aClassThatIsUnloaded() throws Exception {
        // given
        WeakReference<ClassLoader> loader = new WeakReference<>(gone());
        String id = points.add("{'class':'shop.Gone','line':2,'kind':'log','message':'{all}','condition':'all < 100'}");
        callLoaded(loader, "shop.Gone");
        assertThat(points.entry(id).get("classes").asInt()).isEqualTo(1);
        assertThat(leading()).isEqualTo(1);

        // then
        await().untilAsserted(() -> {
            System.gc();
            assertThat(loader.get()).isNull();
        });
        await().untilAsserted(() -> assertThat(leading()).isZero());
        assertThat(points.entry(id).get("classes").asInt()).isZero();
        assertThat(hits(id)).isEqualTo(1);
    }

    @Test
    void aClassWithoutDebugInformation() throws Exception {
        // given
        Compiled bare = Compiled.of(
                "Bare",
                "package shop; public class Bare { public static int name(int amount) { int b = amount; return b; } }",
                "-g:none");
        Class<?> type = bare.load("shop.Bare");
        points.add("{'class':'shop.Bare','method':'name','kind':'log','message':'{p0}','condition':'p0 > 3'}");

        // when
        call(type, 3);
        call(type, 4);

        // then
        assertThat(points.messages()).containsExactly("4");
        assertThatThrownBy(() -> points.add("{'class':'shop.Bare','line':1,'kind':'counter'}"))
                .hasMessageContaining("compiled without line numbers: give 'method'");
        assertThatThrownBy(() ->
                        points.add("{'class':'shop.Bare','method':'name','kind':'counter','condition':'amount > 1'}"))
                .hasMessageContaining("there are p0")
                .hasMessageContaining("compiled without the names of its variables");
    }

    @Test
    void theNamesOfParametersAreKept() throws Exception {
        // given
        Class<?> type = Compiled.of(
                        "Named",
                        "package shop; public class Named { public static int name(final int amount) { return amount; } }",
                        "-g",
                        "-parameters")
                .load("shop.Named");
        String id = points.add("{'class':'shop.Named','line':1,'kind':'counter'}");

        // then
        assertThat(method(type, "name").getParameters()[0].getName()).isEqualTo("amount");
        assertThat(method(type, "name").getParameters()[0].getModifiers()).isEqualTo(Modifier.FINAL);

        // when
        points.points().remove(id);

        // then
        assertThat(method(type, "name").getParameters()[0].getName()).isEqualTo("amount");
    }

    @Test
    void whatTheJvmDoesNotVerifyIsRefusedAndTheClassGoesOn() throws Exception {
        // given
        Class<?> place = PLACE.with("shop.Place", lyingAboutVariables(PLACE.bytes("shop.Place")))
                .load("shop.Place");
        String counter = points.add(at(PLACE, "Place", "HERE", "'kind':'counter'"));

        // then
        assertThatThrownBy(() -> points.add(at(PLACE, "Place", "HERE", "'kind':'snapshot'")))
                .hasMessageContaining("the JVM does not accept the class with the point in it");

        // when
        int before = hits(counter);
        assertThat(call(place, 1)).isEqualTo("one2");

        // then
        assertThat(hits(counter)).isEqualTo(before + 1);
    }

    @Test
    void aMethodThatWouldBecomeTooLongForTheCompilerIsRefused() throws Exception {
        // given
        StringBuilder source =
                new StringBuilder("package shop; public class Long { public static int name(int amount) {\n");
        for (int i = 0; i < 1_140; i++) {
            source.append("amount += amount * ").append(i % 100 + 10).append(";\n");
        }
        Compiled almost = Compiled.of("Long", source + "return amount; } }");
        assertThat(almost.load("shop.Long")).isNotNull();

        // then
        assertThatThrownBy(() -> points.add("{'class':'shop.Long','line':1142,'kind':'snapshot'}"))
                .hasMessageContaining("too long for the JVM's compiler");
    }

    /** The loader of a class, held by nobody once the caller lets it go: a variable of a test would hold it to its end. */
    private static ClassLoader gone() throws ReflectiveOperationException {
        return Compiled.of(
                        "Gone",
                        "package shop; public class Gone { static int all; public static int name(int amount) {\n"
                                + "return all++; } }")
                .load("shop.Gone")
                .getClassLoader();
    }

    /** How many elements of the class in {@code java.lang} lead to a site. */
    private static long leading() throws ReflectiveOperationException {
        Class<?> bridge = Class.forName("java.lang.FarspanPoint", true, null);
        return Stream.of((Object[]) bridge.getField("POINTS").get(null))
                .filter(each -> each.getClass() != bridge)
                .count();
    }

    private static void callLoaded(WeakReference<ClassLoader> loader, String name) throws ReflectiveOperationException {
        call(Class.forName(name, true, loader.get()), 1);
    }

    private int hits(String id) throws Exception {
        return points.entry(id).get("hits").asInt();
    }

    private static Object call(Class<?> type, int amount) {
        try {
            return type.getMethod("name", int.class).invoke(null, amount);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Method method(Class<?> type, String name) {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name)) {
                return method;
            }
        }
        throw new AssertionError(name);
    }

    private static String variables(String snapshot) throws Exception {
        JsonNode json = new ObjectMapper().readTree(snapshot);
        return json.get("variables").toString();
    }

    private static String at(String type, String mark, String more) {
        return at(CASES, type, mark, more);
    }

    private static String at(Compiled compiled, String type, String mark, String more) {
        return "{'class':'shop." + type + "','line':" + compiled.line(mark) + "," + more + "}";
    }

    private static ClassFileTransformer transformer(Class<?> type, UnaryOperator<byte[]> edit) {
        return new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
                return redefined == type ? edit.apply(bytes) : null;
            }
        };
    }

    /** The class with another text in place of "one", which javac has put into the recipe of a concatenation. */
    private static byte[] edited(byte[] bytes, String text) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new MethodVisitor(
                                Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                            @Override
                            public void visitInvokeDynamicInsn(
                                    String called, String type, Handle bootstrap, Object... arguments) {
                                arguments[0] = text + "\u0001";
                                super.visitInvokeDynamicInsn(called, type, bootstrap, arguments);
                            }
                        };
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static byte[] withoutDebugInformation(byte[] bytes) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(bytes).accept(writer, ClassReader.SKIP_DEBUG);
        return writer.toByteArray();
    }

    /** The class with debug information that calls a number a text. */
    private static byte[] lyingAboutVariables(byte[] bytes) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                return new MethodVisitor(
                                        Opcodes.ASM9,
                                        super.visitMethod(access, name, descriptor, signature, exceptions)) {
                                    @Override
                                    public void visitLocalVariable(
                                            String local,
                                            String type,
                                            String generic,
                                            Label start,
                                            Label end,
                                            int index) {
                                        super.visitLocalVariable(
                                                local, "Ljava/lang/String;", generic, start, end, index);
                                    }
                                };
                            }
                        },
                        0);
        return writer.toByteArray();
    }
}
