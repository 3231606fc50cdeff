package io.farspan.agent.home;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.AgentUrl;
import io.farspan.agent.Application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Heartbeats before servers in place of home, and what the agent says of them. */
class HeartbeatsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final Map<String, String> options = new HashMap<>();

    @BeforeEach
    void credentials() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "shop-aws1:geheim\n");
        options.put("home.password-file", file.toString());
        options.put("application", "shop");
        options.put("location", "aws1");
        options.put("instance", "i-7");
        options.put("address", "10.1.2.3");
    }

    @Test
    void homeSaysWhenTheNextOneIsDue() throws Exception {
        // given
        AtomicReference<String> answer = new AtomicReference<>("200 {\"nextMs\":4000}");
        try (FakeHome home = new FakeHome(exchange -> answer.get())) {
            Heartbeats heartbeats = heartbeats(home.url());

            // when, then
            assertThat(heartbeats.send()).isEqualTo(Duration.ofSeconds(4));
            assertThat(home.heartbeats.get(0)).startsWith("POST /api/v1/applications/shop/heartbeats/aws1/i-7 Basic ");

            // when, then: no answer makes it a burden
            answer.set("200 {\"nextMs\":0}");
            assertThat(heartbeats.send()).isEqualTo(Duration.ofSeconds(1));
            answer.set("200 {\"nextMs\":999999999}");
            assertThat(heartbeats.send()).isEqualTo(Duration.ofMinutes(10));
            answer.set("404 {\"code\":\"INSTANCE_UNKNOWN\"}");
            assertThat(heartbeats.send()).isEqualTo(Duration.ofMinutes(1));
        }
    }

    @Test
    void aHomeThatIsNotReachedIsToldApartFromOneThatRefuses() throws Exception {
        // given
        AtomicReference<String> answer = new AtomicReference<>("200 {\"nextMs\":4000}");
        Heartbeats heartbeats;
        try (FakeHome home = new FakeHome(exchange -> answer.get())) {
            heartbeats = heartbeats(home.url());
            assertThat(heartbeats.getMillisSinceAnswered()).isEqualTo(-1);
            heartbeats.send();
            answer.set("403 no");
            heartbeats.send();

            // then
            assertThat(heartbeats.getSent()).isEqualTo(2);
            assertThat(heartbeats.getAnswered()).isEqualTo(2);
            assertThat(heartbeats.getMillisSinceAnswered()).isNotNegative();
            assertThat(heartbeats.getFailure()).isEmpty();
        }

        // when
        heartbeats.send();

        // then
        assertThat(heartbeats.getSent()).isEqualTo(3);
        assertThat(heartbeats.getAnswered()).isEqualTo(2);
        assertThat(heartbeats.getFailure()).contains("cannot be asked").doesNotContain("geheim");
    }

    @Test
    void aStandbysAnswerDoesNotHideThatHomeIsNotReached() throws Exception {
        // given
        try (FakeHome standby = new FakeHome(exchange -> "409 {\"code\":\"NOT_HOME\"}")) {
            FakeHome home = new FakeHome(exchange -> "200 {\"nextMs\":4000}");
            Heartbeats heartbeats = heartbeats(standby.url() + "|" + home.url());
            heartbeats.send();
            heartbeats.send();

            // then: the standby is not asked again while home answers
            assertThat(standby.heartbeats).hasSize(1);
            assertThat(heartbeats.getFailure()).isEmpty();

            // when
            home.close();
            heartbeats.send();

            // then
            assertThat(standby.heartbeats).hasSize(2);
            assertThat(heartbeats.getFailure()).contains(home.url());
        }
    }

    @Test
    void routersThatAreAllNotHomeAreNoFailureOfTheConnection() throws Exception {
        try (FakeHome standby = new FakeHome(exchange -> "409 {\"code\":\"NOT_HOME\"}")) {
            Heartbeats heartbeats = heartbeats(standby.url());
            heartbeats.send();

            assertThat(heartbeats.getFailure()).isEmpty();
            assertThat(heartbeats.getAnswered()).isZero();
        }
    }

    @Test
    void aRegisteredInstanceSendsThemAndItsAgentTellsOfThem() throws Exception {
        // given
        try (FakeHome home = new FakeHome(exchange -> "201 {\"nextMs\":1000}");
                Application application = Application.underTheAgent(
                        folder.resolve("errors"),
                        "port=0,host=127.0.0.1,farspan.home=" + home.url() + ",farspan.application=shop"
                                + ",farspan.location=aws1,farspan.instance=i-7,farspan.home.password-file="
                                + options.get("home.password-file"),
                        Waiting.class)) {
            String url = application.line("url");

            // when
            await().atMost(LIMIT).until(() -> home.heartbeats.size() >= 2);

            // then
            await().atMost(LIMIT).untilAsserted(() -> {
                JsonNode told = Application.ask(url, Map.of("type", "read", "mbean", HeartbeatMXBean.NAME))
                        .path("value");
                assertThat(told.path("Answered").asLong()).isGreaterThanOrEqualTo(2);
                assertThat(told.path("Failure").asText("?")).isEmpty();
            });
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

    private Heartbeats heartbeats(String homes) throws Exception {
        options.put("home", homes);
        HomeSettings settings =
                HomeSettings.of(key -> Optional.ofNullable(options.get(key))).orElseThrow();
        Entry entry =
                Entry.of(settings, Optional.empty(), Optional.empty(), URI.create("http://127.0.0.1:8778/jolokia/"));
        return new Heartbeats(new HomeClient(settings), entry);
    }
}
