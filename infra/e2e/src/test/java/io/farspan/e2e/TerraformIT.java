package io.farspan.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

import io.farspan.core.http.FunctionSettings;
import io.farspan.core.timer.TimedPublication;
import io.farspan.local.dns.DnsServer;
import io.farspan.local.stack.Artefacts;
import io.farspan.protocol.kafka.KafkaSettings;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.TrafficTarget;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Checks Terraform against the packages: its checks pass and can fail, and its plans match the code. Needs Terraform
 * with the AWS provider in a local mirror, and for Azure Node with the schemas; skipped without them unless
 * {@code FARSPAN_REQUIRE_TERRAFORM=true} or {@code FARSPAN_REQUIRE_AZURERM=true} demands them, as in CI.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerraformIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** Section 11 of the design. */
    private static final long MOST_BYTES = 15_000_000;

    private static final String ZONE = "map.example.org";
    private static final String TSIG_KEY = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";
    private static final Pattern SETTING = Pattern.compile("FARSPAN_[A-Z0-9_]+");
    private static final Pattern PACKAGE = Pattern.compile("\\$\\{var\\.packages}/([a-z.-]+)");

    private final Artefacts artefacts = Artefacts.find();
    private final Path sources = artefacts.root().resolve("terraform");

    private Path packages = artefacts.root();
    private String checks = "";
    private int failures;

    @BeforeAll
    void check(@TempDir Path folder) throws IOException, InterruptedException {
        packages = folder;
        Files.copy(artefacts.lambda(), packages.resolve("function.zip"));
        zip(artefacts.azure(), packages.resolve("azure-function.zip"));
        zip(artefacts.router().getParent(), packages.resolve("router.zip"));
        Checked all = check(sources, "");
        checks = all.output();
        failures = all.status();
    }

    @Test
    void theChecksPass() {
        System.out.println(checks);
        assertThat(failures).as(checks).isZero();
        if (required("FARSPAN_REQUIRE_TERRAFORM")) {
            assertThat(checks).doesNotContain("no terraform here").doesNotContain("no mirror");
        }
        if (required("FARSPAN_REQUIRE_AZURERM")) {
            assertThat(checks).doesNotContain("no schema of azurerm");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    modules/aws-location  | main.tf    | reserved_concurrent_executions | reserved_concurrency | reserved_concurrency
                    modules/aws-location  | iam.tf     | "logs:PutLogEvents"            | "logs:*"             | No action is a pattern
                    modules/aws-location  | network.tf | to_port           = each.value.port | to_port           = 65535 | nowhere else
                    modules/home          | main.tf    | publicly_accessible         = false | publicly_accessible         = true | not public
                    """)
    void aMistakeInAwsIsFound(String module, String file, String right, String wrong, String found)
            throws IOException, InterruptedException {
        assumeTrue(hasAws(), "no Terraform with the AWS provider here");
        assertThat(check(spoilt(module + "/" + file, right, wrong), module).output())
                .contains("FAILED " + module)
                .contains(found);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    modules/azure-location     | main.tf | shared_access_key_enabled        | shared_access_keys_enabled        | no argument 'shared_access_keys_enabled'
                    modules/azure-location     | main.tf | runtime_name    = "java"         | instance_count = 1                | the argument 'runtime_name' is missing
                    modules/azure-location     | main.tf | https_only                                     = true | https_only                                     = "yes" | takes a boolean
                    modules/location-map-azure | main.tf | azurerm_dns_zone.map[0].name_servers | azurerm_dns_zone.map[0].servers | no attribute 'servers'
                    examples/azure             | main.tf | module.az1.endpoint                  | module.az1.address              | no output 'address'
                    """)
    void aMistakeInAzureIsFound(String module, String file, String right, String wrong, String found)
            throws IOException, InterruptedException {
        assumeTrue(hasAzure(), "no Node with the schemas of azurerm here");
        assertThat(check(spoilt(module + "/" + file, right, wrong), "azurerm").output())
                .contains("FAILED azurerm schema")
                .contains(found);
    }

    @Test
    void thePackagesHaveTheNamesInTheRelease() throws IOException {
        String release = Files.readString(artefacts.root().resolve("infra/release/pom.xml"));
        Set<String> named = new TreeSet<>();
        for (String example : List.of("aws", "azure", "two-clouds")) {
            for (Path file : files(sources.resolve("examples/" + example))) {
                Matcher matcher = PACKAGE.matcher(Files.readString(file));
                while (matcher.find()) {
                    named.add(matcher.group(1));
                }
            }
        }
        assertThat(named).containsExactly("azure-function.zip", "function.zip", "router.zip");
        assertThat(named).allSatisfy(name -> assertThat(release).contains("destfile=\"${release}/" + name + "\""));
    }

    @Test
    void thePackagesAreSmall() throws IOException {
        for (String name : List.of("function.zip", "azure-function.zip")) {
            assertThat(Files.size(packages.resolve(name))).as(name).isLessThan(MOST_BYTES);
        }
    }

    @Test
    void theAzurePackageHasTheFunctionsOfTheCode() throws IOException {
        try (ZipFile zip = new ZipFile(packages.resolve("azure-function.zip").toFile())) {
            assertThat(zip.getEntry("host.json")).isNotNull();
            for (String function : List.of("call", "probe")) {
                JsonNode trigger = JSON.readTree(zip.getInputStream(zip.getEntry(function + "/function.json")));
                assertThat(zip.getEntry(trigger.path("scriptFile").asText().replace("../", "")))
                        .isNotNull();
                assertThat(trigger.at("/bindings/0/route").asText()).isEqualTo("v1/" + function);
            }
        }
    }

    @Test
    void theLambdaIsThePackageAndItsHandlerIsInIt(@TempDir Path unpacked) throws Exception {
        JsonNode lambda = resource("aws", "aws_lambda_function").path("values");
        assertThat(lambda.path("source_code_hash").asText()).isEqualTo(sha256(artefacts.lambda()));
        assertThat(lambda.path("runtime").asText()).isEqualTo("java17");

        String[] handler = lambda.path("handler").asText().split("::");
        List<URL> jars = new ArrayList<>(List.of(artefacts.lambda().toUri().toURL()));
        try (ZipFile zip = new ZipFile(artefacts.lambda().toFile())) {
            for (ZipEntry entry :
                    zip.stream().filter(it -> it.getName().endsWith(".jar")).toList()) {
                Path jar = unpacked.resolve(Path.of(entry.getName()).getFileName());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, jar, StandardCopyOption.REPLACE_EXISTING);
                }
                jars.add(jar.toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = Class.forName(handler[0], false, loader);
            assertThat(type.getMethods()).extracting(method -> method.getName()).contains(handler[1]);
        }
    }

    @Test
    void theInitialMapCanBeReadByTheRouter(@TempDir Path directory) throws IOException {
        JsonNode records = outputs("two-clouds").path("records").path("value");
        try (DnsServer server = DnsServer.start(
                        ZONE,
                        TSIG_KEY,
                        directory.resolve("journal"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                LocationMap map = LocationMapProvider.createFrom(
                        new MapConfig("dns", ZONE, List.of(server.address()), LIMIT, Map.of()))) {
            write(server.address(), records);

            MapHead head = map.head("shop").await().atMost(LIMIT);
            assertThat(head.home()).isEqualTo("dc1");
            assertThat(head.standby()).containsExactly("aws1");
            assertThat(head.epoch()).isEqualTo(1);

            Routes routes = map.routes("shop").await().atMost(LIMIT);
            assertThat(routes.faults()).isEmpty();
            assertThat(routes.tool().orElseThrow().host()).isEqualTo("router.dc1.example.org");
            assertThat(routes.traffic())
                    .extracting(TrafficTarget::location, TrafficTarget::weight)
                    .containsExactlyInAnyOrder(tuple("dc1", 34), tuple("aws1", 33), tuple("az1", 33));
            Map<String, FunctionEndpoint> functions = routes.functions();
            assertThat(functions).containsOnlyKeys("dc1", "aws1", "az1");
            assertThat(functions.get("aws1").host()).isEqualTo("abcdefgh.lambda-url.eu-central-1.on.aws");
            assertThat(functions.get("az1").path()).isEqualTo("/api");
            assertThat(functions.get("dc1").port()).isEqualTo(8443);
        }
    }

    @Test
    void theFunctionReadsTheSettingsThatItIsGiven() throws IOException {
        JsonNode variables = resource("aws", "aws_lambda_function").at("/values/environment/0/variables");
        Map<String, String> given = new HashMap<>();
        variables
                .fields()
                .forEachRemaining(
                        field -> given.put(field.getKey(), field.getValue().asText()));
        assertThat(given.remove("JAVA_TOOL_OPTIONS")).as("what the JVM reads").contains("ExitOnOutOfMemoryError");
        assertThat(given).isNotEmpty();
        assertThat(settingsReadFrom(given)).containsAll(given.keySet());
    }

    @Test
    void noModuleNamesASettingThatTheFunctionDoesNotRead() throws IOException {
        Set<String> read = settingsReadFrom(Map.of(
                "FARSPAN_LOCATION", "aws1",
                "FARSPAN_TRUSTED_KEYS", "x",
                "FARSPAN_AGENT_USER", "x",
                "FARSPAN_KAFKA_SERVERS", "x",
                "FARSPAN_MAP_ZONE", ZONE,
                "FARSPAN_MAP_SERVERS", "127.0.0.1:53"));
        for (String file : List.of(
                "modules/aws-location/main.tf", "modules/azure-location/main.tf", "examples/two-clouds/outputs.tf")) {
            Matcher matcher = SETTING.matcher(Files.readString(sources.resolve(file)));
            Set<String> named = new TreeSet<>();
            while (matcher.find()) {
                named.add(matcher.group());
            }
            assertThat(named).as(file).hasSizeGreaterThan(3);
            assertThat(read).as(file).containsAll(named);
        }
    }

    /** The settings that the function reads when these are given. */
    private static Set<String> settingsReadFrom(Map<String, String> given) {
        Set<String> read = new TreeSet<>();
        Function<String, Optional<String>> settings = key -> {
            String name = key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
            read.add(name);
            return Optional.ofNullable(name.equals("FARSPAN_MAP_PROVIDER") ? "dns" : given.get(name));
        };
        FunctionSettings.read(settings);
        MapConfig.read(settings, Set.of());
        KafkaSettings.read(settings);
        TimedPublication.applications(settings);
        return read;
    }

    /** The result of a run of check.sh. */
    private record Checked(int status, String output) {}

    private Checked check(Path from, String only) throws IOException, InterruptedException {
        Path log = Files.createTempFile(packages, "check", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", sources.resolve("check.sh").toString(), from.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("FARSPAN_PACKAGES", packages.toString());
        builder.environment().put("FARSPAN_TERRAFORM_ONLY", only);
        int status = builder.start().waitFor();
        return new Checked(status, Files.readString(log));
    }

    /** A copy of the sources with one mistake in it. */
    private Path spoilt(String file, String right, String wrong) throws IOException {
        Path copy = Files.createTempDirectory(packages, "spoilt-");
        for (String folder : List.of("modules", "examples")) {
            for (Path path : files(sources.resolve(folder))) {
                Path target = copy.resolve(sources.relativize(path));
                Files.createDirectories(target.getParent());
                Files.copy(path, target);
            }
        }
        Path spoilt = copy.resolve(file);
        String text = Files.readString(spoilt);
        assertThat(text).as(file).contains(right);
        Files.writeString(spoilt, text.replace(right, wrong));
        return copy;
    }

    private boolean hasAws() {
        return !checks.contains("no terraform here") && !checks.contains("no mirror");
    }

    private boolean hasAzure() {
        return !checks.contains("no schema of azurerm");
    }

    private static boolean required(String variable) {
        return Boolean.parseBoolean(System.getenv(variable));
    }

    private JsonNode outputs(String example) throws IOException {
        return state(example).path("outputs");
    }

    private JsonNode resource(String example, String type) throws IOException {
        return state(example).path("root_module").findParents("type").stream()
                .filter(resource -> resource.path("type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** The output of the last run of an example's tests, as check.sh leaves it. */
    private JsonNode state(String example) throws IOException {
        assumeTrue(hasAws(), "no Terraform with the AWS provider here");
        Path log = artefacts.root().resolve("target/terraform/terraform/examples/" + example + "/test.jsonl");
        for (String line : Files.readAllLines(log)) {
            JsonNode state = JSON.readTree(line).path("test_state");
            if (!state.isMissingNode()) {
                return state;
            }
        }
        throw new IOException(log + " has no state");
    }

    private static void write(String server, JsonNode records) throws IOException {
        String[] key = TSIG_KEY.split(":");
        Update update = new Update(Name.fromString(ZONE + "."));
        for (Map.Entry<String, JsonNode> entry : records.properties()) {
            String[] words = entry.getKey().split(" ");
            for (JsonNode value : entry.getValue().path("records")) {
                boolean text = words[1].equals("TXT");
                String data = text ? "\"" + value.asText() + "\"" : value.asText() + ".";
                update.add(Record.fromString(
                        Name.fromString(words[0] + "."),
                        Type.value(words[1]),
                        DClass.IN,
                        entry.getValue().path("ttl").asLong(),
                        data,
                        Name.root));
            }
        }
        int colon = server.lastIndexOf(':');
        SimpleResolver resolver = new SimpleResolver(
                new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
        resolver.setTCP(true);
        resolver.setTSIGKey(new TSIG(key[0], key[1], key[2]));
        assertThat(resolver.send(update).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    private static void zip(Path folder, Path target) throws IOException {
        try (OutputStream file = Files.newOutputStream(target);
                ZipOutputStream zip = new ZipOutputStream(file, UTF_8)) {
            for (Path path : files(folder)) {
                zip.putNextEntry(new ZipEntry(folder.relativize(path).toString()));
                Files.copy(path, zip);
                zip.closeEntry();
            }
        }
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
