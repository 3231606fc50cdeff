package io.farspan.agent.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.agent.AgentUrl;
import io.farspan.agent.Application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** An agent before a server in place of home. */
class RegistrationTest {

    private static final String BASIC = "Basic c2hvcC1hd3MxOmdlaGVpbQ==";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Map<String, String> options = new HashMap<>();

    @BeforeEach
    void credentials() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "shop-aws1:geheim\n");
        options.put("home.password-file", file.toString());
        options.put("application", "shop");
        options.put("location", "aws1");
        options.put("instance", "i-7");
    }

    @AfterEach
    void forget() {
        System.clearProperty("jolokia.agent");
    }

    @Test
    void anInstanceIsRegisteredWhenItsAgentListensAndRemovedAtTheEnd() throws Exception {
        // given: home is away for two attempts, and the agent listens later
        AtomicInteger asked = new AtomicInteger();
        try (FakeHome home = new FakeHome(exchange -> asked.incrementAndGet() <= 2 ? "503 away" : "201 {}")) {
            options.put("labels", "tier=web, zone=a");
            options.put("service", "http://10.1.2.3:8080/health");
            Registration registration = started(home.url());
            assertThat(home.requests).isEmpty();

            // when
            System.setProperty("jolokia.agent", home.url() + "/jolokia/");
            await().atMost(LIMIT).until(() -> home.requests.size() == 3);
            registration.end();

            // then
            String body = "{\"id\":\"aws1/i-7\",\"address\":\"10.1.2.3\",\"port\":"
                    + home.url().replaceFirst(".*:", "")
                    + ",\"labels\":{\"tier\":\"web\",\"zone\":\"a\"},\"service\":{\"address\":\"10.1.2.3\","
                    + "\"port\":8080,\"path\":\"/health\"}}";
            assertThat(home.requests)
                    .startsWith("POST /api/v1/applications/shop/instances " + BASIC + " " + body)
                    .endsWith("DELETE /api/v1/applications/shop/instances/aws1/i-7 " + BASIC + " ");
            assertThat(errors).hasSize(1);
            assertThat(errors.get(0)).contains("503").doesNotContain("geheim");
        }
    }

    @Test
    void theNextRouterIsAskedWhenOneIsNotHome() throws Exception {
        // given
        try (FakeHome standby = new FakeHome(exchange -> "409 {\"code\":\"NOT_HOME\"}");
                FakeHome home = new FakeHome(exchange -> "201 {}")) {
            System.setProperty("jolokia.agent", home.url() + "/jolokia/");

            // when
            Registration registration = started(standby.url() + "|" + home.url());
            await().atMost(LIMIT).until(() -> home.requests.size() == 1);
            registration.end();

            // then
            assertThat(home.requests).hasSize(2);
            assertThat(standby.requests).hasSize(1);
            assertThat(errors).isEmpty();
        }
    }

    @Test
    void aHomeThatHangsEndsNobodysShutdown() throws Exception {
        // given
        CountDownLatch over = new CountDownLatch(1);
        try (FakeHome home = new FakeHome(exchange -> {
            if (exchange.getRequestMethod().equals("DELETE")) {
                awaitQuietly(over);
            }
            return "201 {}";
        })) {
            System.setProperty("jolokia.agent", home.url() + "/jolokia/");
            Registration registration = started(home.url());
            await().atMost(LIMIT).until(() -> home.requests.size() == 1);

            // when
            registration.end();

            // then
            assertThat(errors).singleElement().asString().contains("may still have this instance");
            over.countDown();
        }
    }

    @Test
    void anInstanceThatHomeHasRefusedIsNotRemoved() throws Exception {
        try (FakeHome home = new FakeHome(exchange -> "403 no")) {
            System.setProperty("jolokia.agent", home.url() + "/jolokia/");
            Registration registration = started(home.url());
            await().atMost(LIMIT).until(() -> !errors.isEmpty());

            registration.end();

            assertThat(home.requests).noneMatch(request -> request.startsWith("DELETE"));
        }
    }

    @Test
    void whatIsNotToldIsAskedOfTheCloud() throws Exception {
        // given
        try (FakeHome home = new FakeHome(exchange -> "201 {}")) {
            System.setProperty("jolokia.agent", home.url() + "/jolokia/");
            options.keySet().removeAll(List.of("location", "instance"));
            options.put("cloud", "aws");
            CloudMetadata cloud = new CloudMetadata() {
                @Override
                public String instance() {
                    return "i-0abc";
                }

                @Override
                public String region() {
                    return "eu-central-1";
                }

                @Override
                public String address() {
                    return "10.20.3.4";
                }
            };
            options.put("home", home.url());

            // when
            Registration registration = new Registration(
                    HomeSettings.of(key -> Optional.ofNullable(options.get(key)))
                            .orElseThrow(),
                    Optional.of(cloud),
                    Optional.empty(),
                    () -> {},
                    errors::add);
            registration.begin();
            await().atMost(LIMIT).until(() -> home.requests.size() == 1);
            registration.end();

            // then
            assertThat(home.requests.get(0))
                    .contains("\"id\":\"eu-central-1/i-0abc\"")
                    .contains("\"address\":\"10.20.3.4\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "home, http://home.example.org, https",
        "home, https://user:secret@home.example.org, without a user",
        "home, https:///, https",
        "application, Shop, farspan.application",
        "location, aws 1, farspan.location",
        "instance, a/b, farspan.instance",
        "cloud, gcp, aws or azure",
        "labels, tier, name=value",
        "service, 10.0.0.1, http://ADDRESS",
        "home.token-file, /run/token, one of"
    })
    void aMistakeIsExplained(String key, String value, String reason) {
        // given
        options.put("home", "https://home.example.org");
        options.put(key, value);

        // then
        assertThatThrownBy(() -> HomeSettings.of(name -> Optional.ofNullable(options.get(name))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret");
    }

    @Test
    void withoutAHomeNothingBegins() throws Exception {
        assertThat(Registration.start(key -> Optional.empty(), Optional.empty(), () -> {}, errors::add))
                .isEmpty();
    }

    @Test
    void jolokiaAndTheSpoolsAnswerWhileHomeRemovesTheInstance() throws Exception {
        // given: a home that asks the agent for its streams before it lets it go
        List<String> lists = new ArrayList<>();
        List<String> url = new CopyOnWriteArrayList<>();
        try (FakeHome home = new FakeHome(exchange -> {
                    if (exchange.getRequestMethod().equals("DELETE")) {
                        lists.add(streams(url.get(0)));
                    }
                    return "204 ";
                });
                Application application = Application.underTheAgent(
                        folder.resolve("errors"),
                        "port=0,host=127.0.0.1,farspan.home=" + home.url() + ",farspan.application=shop"
                                + ",farspan.location=aws1,farspan.instance=i-7,farspan.spool="
                                + folder.resolve("spool") + ",farspan.home.password-file="
                                + options.get("home.password-file"),
                        Waiting.class)) {
            url.add(application.line("url"));
            await().atMost(LIMIT).until(() -> home.requests.size() == 1);

            // when
            application.terminate();
            application.exit();

            // then
            assertThat(home.requests.get(0)).startsWith("POST").contains("\"address\":\"127.0.0.1\"");
            assertThat(lists).singleElement().asString().contains("\"name\":\"jul\"");
        }
        assertThat(folder.resolve("errors")).content().doesNotContain("farspan-agent");
    }

    /** An application that waits for its end. */
    public static final class Waiting {

        private Waiting() {}

        /** Runs it. */
        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("url " + AgentUrl.await());
            new CountDownLatch(1).await();
        }
    }

    private static String streams(String url) {
        try {
            JsonNode answer = Application.ask(
                    url, Map.of("type", "exec", "mbean", "io.farspan:type=Streams", "operation", "list"));
            return answer.path("value").asText();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Registration started(String home) throws Exception {
        options.put("home", home);
        Registration registration = new Registration(
                HomeSettings.of(key -> Optional.ofNullable(options.get(key))).orElseThrow(),
                Optional.empty(),
                Optional.of("10.1.2.3"),
                () -> {},
                errors::add);
        registration.begin();
        return registration;
    }
}
