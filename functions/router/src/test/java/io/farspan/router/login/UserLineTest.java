package io.farspan.router.login;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class UserLineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void itPrintsTheLinesOfAUserWithoutThePassword() throws IOException {
        assertThat(run("s3cret words", "ann", "operator,viewer")).isZero();
        List<String> lines = out.toString(UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("farspan.users.ann=$2a$12$").doesNotContain("s3cret");
        assertThat(lines.get(1)).isEqualTo("farspan.roles.ann=operator,viewer");
        assertThat(Bcrypt.matches(lines.get(0).substring("farspan.users.ann=".length()), "s3cret words"))
                .isTrue();
    }

    @Test
    void aNameWithADotIsQuotedAsPropertiesNeedIt() throws IOException {
        assertThat(run("secret", "ann@example.org", "viewer")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("farspan.users.\"ann@example.org\"=");
    }

    @Test
    void anAgentsRoleNamesItsApplicationAndLocation() throws IOException {
        assertThat(run("secret", "shop-aws1", "register:shop/aws1")).isZero();
        assertThat(out.toString(UTF_8)).contains("farspan.roles.shop-aws1=register:shop/aws1");
        assertThat(run("secret", "shop-aws1", "register:shop/aws1,push:shop/aws1"))
                .isZero();
        assertThat(run("secret", "shop-aws1", "push:shop")).isEqualTo(2);
        assertThat(run("secret", "shop-aws1", "register:*/aws1")).isEqualTo(2);
    }

    @Test
    void anInvalidUserIsRejectedWithAReason() throws IOException {
        assertThat(run("secret")).isEqualTo(2);
        assertThat(run("secret", "ann", "boss")).isEqualTo(2);
        assertThat(run("secret", "a b", "viewer")).isEqualTo(2);
        assertThat(run("secret", "ann", "viewer", "secret")).isEqualTo(2);
        assertThat(run("", "ann", "viewer")).isEqualTo(1);
        assertThat(run("x".repeat(73), "ann", "viewer")).isEqualTo(1);
        assertThat(out.size()).isZero();
        assertThat(err.toString(UTF_8)).contains("'boss' is not a role", "72 bytes", "usage: user.sh");
    }

    private int run(String password, String... arguments) throws IOException {
        return UserLine.run(
                List.of(arguments),
                () -> password,
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }
}
