package io.farspan.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.local.stack.Artefacts;
import io.farspan.local.stack.LocalStack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The packaged command line, installed and started by its launcher, against the packaged router, functions and agents. */
@ExtendWith(StackFixture.class)
class CommandLineIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String HEAP = "java.lang:type=Memory";

    /** What a command left behind. */
    private record Ended(int code, String out, String err) {}

    private final List<Process> running = new ArrayList<>();

    @TempDir
    private static Path prefix;

    @TempDir
    private Path folder;

    private LocalStack stack;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        String jar = Artefacts.find().commandLine().toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-jar", jar, "install", prefix.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("FARSPAN_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Ended installed = ended(builder.start());
        assertThat(installed.code()).as(installed.err()).isZero();
    }

    @BeforeEach
    void use(LocalStack shared) throws IOException {
        stack = shared;
        Files.writeString(folder.resolve("password"), stack.password() + "\n");
    }

    @AfterEach
    void stop() {
        running.forEach(Process::destroyForcibly);
    }

    @Test
    void aNewcomerFindsReadsAndChangesAnInstance() throws Exception {
        // given
        assertThat(ran("config", "set", "home=" + stack.router(), "user=operator", "application=shop")
                        .code())
                .isZero();

        // when, then
        assertThat(ran("instances", "-o", "name").out().lines())
                .containsExactlyInAnyOrder(
                        "shop/aws1/i-1",
                        "shop/aws1/i-2",
                        "shop/az1/i-1",
                        "shop/az1/i-2",
                        "shop/dc1/i-1",
                        "shop/dc1/i-2");
        Ended heap = ran("get", HEAP, "HeapMemoryUsage", "--unify", "sum");
        assertThat(heap.code()).isZero();
        assertThat(heap.out().lines()).hasSize(8);
        assertThat(heap.out()).contains("HeapMemoryUsage.used", "aws1/i-1", "(sum)");
        assertThat(ran("list", "shop/az1/i-1", "shop:*").out()).contains("shop:type=OrderQueue");
        assertThat(ran("list", "shop/az1/i-1", "shop:type=OrderQueue").out()).contains("attribute   Size");
        Ended set = ran("set", "shop/az1/i-1", "shop:type=Orders", "LargeOrder", "1234");
        assertThat(set.code()).isZero();
        assertThat(ran("get", "shop/az1/i-1", "shop:type=Orders", "LargeOrder").out())
                .contains("1234");
        assertThat(ran(
                                "set",
                                "shop/az1/i-1",
                                "shop:type=Orders",
                                "LargeOrder",
                                set.out()
                                        .lines()
                                        .skip(1)
                                        .findFirst()
                                        .orElseThrow()
                                        .replaceFirst("^\\S+\\s+", ""))
                        .code())
                .isZero();
        assertThat(ran("exec", "shop/dc1/i-2", HEAP, "gc").code()).isZero();
        assertThat(ran("map", "-o", "yaml").out()).startsWith("---\napplication: shop\n");
        assertThat(ran("locations").out()).contains("lambda", "home");
        assertThat(ran("diagnose").out().lines().skip(1))
                .anyMatch(line -> line.matches("[A-Z_]+ +\\S.* +[0-9.]+ +[0-9]+ +[0-9-]+T[0-9:.]+Z"));
        assertThat(ran("plugin", "list").out()).contains("collect");
    }

    @Test
    void everyRefusalHasItsExitCodeAndSaysWhatToDo() throws Exception {
        String[] viewer = {"--home", stack.router(), "--user", "viewer"};

        Ended denied = ran(viewer, "exec", "shop", "com.sun.management:type=DiagnosticCommand", "compilerPerfmap");
        assertThat(denied.code()).isEqualTo(4);
        assertThat(denied.err()).contains("next:");
        assertThat(ran(viewer, "instances", "nobody").code()).isEqualTo(6);
        assertThat(ran(viewer, "weights", "shop", "aws1=1", "--reason", "test", "--dry-run")
                        .code())
                .isEqualTo(4);
        Ended partial = ran(viewer, "get", "shop/aws1", "shop:type=Nothing", "A");
        assertThat(partial.code()).as(partial.err()).isEqualTo(6);
        assertThat(ran(viewer, "policy", "check", "shop", "exec", HEAP, "gc").code())
                .isEqualTo(4);
    }

    @Test
    void anAdministratorPlansAMoveAndTheLedgerIsIntact() throws Exception {
        String[] admin = {"--home", stack.router(), "--user", "admin"};

        Ended plan = ran(admin, "failover", "shop", "--from", "aws1", "--reason", "planned work", "--dry-run");

        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("_app._tcp.shop");
        assertThat(ran(admin, "home", "shop").out()).contains("dc1");
        assertThat(ran(admin, "ledger", "shop", "--verify").out()).contains("yes");
        assertThat(ran(admin, "policy", "lines", "shop", "-o", "name").out()).isNotEmpty();
    }

    @Test
    void logsAreReadAndFollowedOnce() throws Exception {
        // given
        String[] viewer = {"--home", stack.router(), "--user", "viewer"};
        Queue<String> followed = new ConcurrentLinkedQueue<>();
        Orders before = new Orders(stack);
        before.place("aws1/i-1");
        await().atMost(LIMIT)
                .until(() -> ran(viewer, "logs", "shop", "--text", before.text())
                                .out()
                                .lines()
                                .count()
                        >= before.records());
        Process follower =
                start(List.of("logs", "shop", "-f", "-o", "json", "--home", stack.router(), "--user", "viewer"));
        Thread reader = new Thread(() -> new BufferedReader(new InputStreamReader(follower.getInputStream(), UTF_8))
                .lines()
                .forEach(followed::add));
        reader.setDaemon(true);
        reader.start();

        // when
        Orders orders = new Orders(stack);
        await().atMost(LIMIT).until(() -> {
            orders.place("az1/i-1");
            return followed.stream().anyMatch(line -> line.contains(orders.text()));
        });

        // then
        assertThat(followed).noneMatch(line -> line.contains(before.text())).doesNotHaveDuplicates();
    }

    @Test
    void metricsAreRead() throws Exception {
        String[] viewer = {"--home", stack.router(), "--user", "viewer"};

        Ended found = await().atMost(LIMIT)
                .until(() -> ran(viewer, "metrics", "shop/aws1/i-1", "jvm.memory.used"), ended -> ended.code() == 0);

        assertThat(found.out()).contains("jvm.memory.pool.name=");
    }

    @Test
    void allInstancesAreTroubleshotAsOne() throws Exception {
        // given
        String[] operator = {"--home", stack.router(), "--user", "operator"};

        // when
        Ended threads = ran(operator, "threads", "shop", "--reason", "checkout is slow");
        Ended earlier = ran(operator, "histo", "shop", "-o", "name");
        Ended level = ran(operator, "level", "shop/aws1", "");

        // then
        assertThat(threads.code()).as(threads.err()).isZero();
        assertThat(threads.out()).contains(" threads at 6 instances: ", "    at ");
        assertThat(earlier.code()).as(earlier.err()).isZero();
        Ended changes = ran(operator, "histo", "shop", "--since", earlier.out().strip());
        assertThat(changes.code()).as(changes.err()).isZero();
        assertThat(changes.out()).startsWith("CLASS ");
        assertThat(level.code()).as(level.err()).isZero();
        assertThat(level.out()).containsPattern("(?m)^ +[A-Z]+ +2$");
        assertThat(ran(operator, "action", "list", "shop", "-o", "name").out().lines())
                .contains(earlier.out().strip());
    }

    @Test
    void aToolConnectsToThePortThatIsOpenedHere() throws Exception {
        // given
        Process bridge = start(List.of("jmx", "shop/aws1/i-1", "--home", stack.router(), "--user", "operator"));
        String url = new BufferedReader(new InputStreamReader(bridge.getInputStream(), UTF_8)).readLine();

        // when, then
        try (JMXConnector connector = JMXConnectorFactory.connect(
                new JMXServiceURL(url),
                Map.of(JMXConnector.CREDENTIALS, new String[] {"operator", stack.password()}))) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            assertThat(connection.getAttribute(new ObjectName("java.lang:type=Runtime"), "Pid"))
                    .isEqualTo(stack.child("instance:aws1/i-1").pid());
        }
    }

    @Test
    void theRoutersOwnBridgeIsNamed() throws Exception {
        String url = stack.jmx("shop/primary");
        String port = url.replaceFirst(".*:([0-9]+)/.*", "$1");

        Ended ended = ran(
                "jmx", "shop/primary", "--direct", "--direct-port", port, "--home", stack.router(), "--user", "viewer");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out().strip()).isEqualTo(url);
    }

    @Test
    void itIsInstalledWithAnArchiveThatItStartsFrom() throws Exception {
        // given
        Path classes = folder.resolve("classes.txt");

        // when
        Process version = process(
                List.of(prefix.resolve("bin/farspan").toString(), "--version"),
                Map.of("FARSPAN_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes));

        // then
        assertThat(ended(version).out()).startsWith("farspan ");
        assertThat(Files.readString(classes))
                .containsPattern("io.farspan.cli.Main source: shared objects file \\(top\\)");
        try (var files = Files.list(prefix.resolve("share/farspan"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(2)
                    .anyMatch(name -> name.equals("farspan.jar"))
                    .anyMatch(name -> name.endsWith(".jsa"));
        }
    }

    private Ended ran(String[] options, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(options));
        return ran(all.toArray(String[]::new));
    }

    private Ended ran(String... words) throws IOException, InterruptedException {
        return ended(start(List.of(words)));
    }

    private Process start(List<String> words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(prefix.resolve("bin/farspan").toString()));
        command.addAll(words);
        return process(command, Map.of());
    }

    private Process process(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> all = builder.environment();
        all.keySet().removeIf(name -> name.startsWith("FARSPAN_") || name.startsWith("XDG_"));
        all.put("HOME", folder.toString());
        all.put("FARSPAN_ARCHIVE", "none"); // would be made in the background, beyond the end of the test
        all.put("JAVA_HOME", System.getProperty("java.home"));
        all.put("FARSPAN_PASSWORD_FILE", folder.resolve("password").toString());
        all.put("FARSPAN_JAVA_OPTIONS", "-Duser.home=" + folder);
        all.putAll(environment);
        Process process = builder.start();
        running.add(process);
        return process;
    }

    private static Ended ended(Process process) throws InterruptedException {
        CompletableFuture<String> out = read(process.getInputStream());
        CompletableFuture<String> err = read(process.getErrorStream());
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        Ended left = new Ended(process.exitValue(), out.join(), err.join());
        assertThat(ended).as("ended within " + LIMIT + ", having said: " + left).isTrue();
        return left;
    }

    private static CompletableFuture<String> read(InputStream in) {
        CompletableFuture<String> text = CompletableFuture.supplyAsync(() -> whole(in), task -> {
            Thread reader = new Thread(task, "reader");
            reader.setDaemon(true);
            reader.start();
        });
        return text.orTimeout(2 * LIMIT.toSeconds(), TimeUnit.SECONDS); // a child of the process may hold it open
    }

    private static String whole(InputStream in) {
        try {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
