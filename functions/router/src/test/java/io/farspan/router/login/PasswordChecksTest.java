package io.farspan.router.login;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;

import io.farspan.bridge.login.Throttled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PasswordChecksTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CHEAP = 4;

    @Test
    void aFloodOfWrongPasswordsUsesOnlyItsThreads() {
        // given
        PasswordChecks checks = new PasswordChecks(users(Map.of("farspan.users.ann", Bcrypt.line("right", 8))));

        // when
        List<CompletableFuture<Optional<User>>> asked = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            asked.add(checks.find("ann", "guess" + i).subscribeAsCompletionStage());
        }

        // then
        long refused = 0;
        for (CompletableFuture<Optional<User>> answer : asked) {
            try {
                assertThat(answer.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS)
                                .join())
                        .isEmpty();
            } catch (java.util.concurrent.CompletionException e) {
                assertThat(e).hasCauseInstanceOf(Throttled.class);
                refused++;
            }
        }
        assertThat(checks.most()).isLessThanOrEqualTo(PasswordChecks.SLOTS);
        assertThat(checks.done()).isEqualTo(2_000 - refused);
        assertThat(checks.done()).isLessThan(2_000 / 2);
        assertThat(find(checks, "ann", "right")).map(User::name).contains("ann");
        checks.close();
    }

    @Test
    void bcryptAndSha512UsersCanLogInAndAWrongPasswordCostsOneCheck() throws Exception {
        // given: a hash written here, one written by another program, one of the previous release
        String sha512 = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-512").digest("old:farspan:right".getBytes(UTF_8)));
        PasswordChecks checks = new PasswordChecks(users(Map.of(
                "farspan.users.ann",
                Bcrypt.line("right", CHEAP),
                "farspan.roles.ann",
                "operator, viewer",
                "farspan.users.\"b.o@b\"",
                OpenBSDBCrypt.generate("2y", "right".getBytes(UTF_8), new byte[16], CHEAP),
                "quarkus.security.users.embedded.users.old",
                sha512,
                "quarkus.security.users.embedded.roles.old",
                "viewer")));

        // then
        assertThat(find(checks, "ann", "right").orElseThrow().roles()).containsExactlyInAnyOrder("operator", "viewer");
        assertThat(find(checks, "b.o@b", "right")).isPresent();
        assertThat(find(checks, "old", "right").orElseThrow().roles()).containsExactly("viewer");
        assertThat(checks.done()).isEqualTo(3);
        for (String name : List.of("ann", "b.o@b", "old", "nobody", "")) {
            assertThat(find(checks, name, "wrong")).as(name).isEmpty();
            assertThat(find(checks, name, "")).as(name).isEmpty();
        }
        assertThat(checks.done()).isEqualTo(13);
        checks.close();
    }

    @Test
    void aPasswordWithTheSameBeginningDoesNotMatch() {
        String long72 = "0123456789".repeat(7) + "ab";
        String line = Bcrypt.line(long72, CHEAP);
        assertThat(Bcrypt.matches(line, long72)).isTrue();
        assertThat(Bcrypt.matches(line, long72 + "c")).isFalse();
    }

    @Test
    void aMalformedHashStopsTheRouterFromStarting() {
        for (String digest : List.of("", "secret", "$2a$31$" + "a".repeat(53), "$2a$12$short")) {
            assertThatThrownBy(() -> users(Map.of("farspan.users.ann", digest.isEmpty() ? " " : digest)))
                    .as(digest)
                    .hasMessageContaining("farspan.users.ann")
                    .hasMessageContaining("infra/user.sh");
        }
    }

    private static Optional<User> find(PasswordChecks checks, String name, String password) {
        return checks.find(name, password).await().atMost(LIMIT);
    }

    private static Users users(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        return new Users(config);
    }
}
