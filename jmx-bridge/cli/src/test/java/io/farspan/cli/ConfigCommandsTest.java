package io.farspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Profiles, and where passwords come from. */
class ConfigCommandsTest {

    @TempDir
    private Path folder;

    private RecordedHome home;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        home = new RecordedHome();
        home.answers("/shop/instances", "{\"instances\":[]}").answers("/desk/instances", "{\"instances\":[]}");
        shell = new Shell(folder);
    }

    @AfterEach
    void stop() {
        home.close();
    }

    @Test
    void profilesAreMadeChosenAndRemoved() throws IOException {
        // when
        shell.run("config", "set", "-p", "prod", "home=https://router.dc1.example:8443", "user=me", "application=shop");
        shell.run("config", "set", "-p", "test", "home=" + home.url());
        shell.run("config", "use", "test");
        shell.run("config", "set", "user=you");

        // then
        assertThat(shell.run("config", "list").out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "USED PROFILE HOME USER APPLICATION",
                        " prod https://router.dc1.example:8443 me shop",
                        "* test " + home.url() + " you");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve(".config/farspan/config"))))
                .isEqualTo("rw-------");
        assertThat(shell.run("config", "remove", "test").code()).isZero();
        assertThat(shell.run("config", "use", "test").code()).isEqualTo(2);
        assertThat(shell.run("instances").err()).contains("Nothing says which application is meant");
    }

    @Test
    void optionsGoBeforeVariablesAndThoseBeforeTheProfile() {
        // given
        shell.run(
                "config",
                "set",
                "home=" + home.url(),
                "user=of-profile",
                "application=shop",
                "password-command=echo one");

        // when
        shell.run("instances");
        shell.environment.put("FARSPAN_USER", "of-variable");
        shell.environment.put("FARSPAN_APPLICATION", "desk");
        shell.run("instances");
        shell.run("instances", "--user", "of-option");

        // then
        assertThat(home.asked)
                .extracting(asked -> asked.path() + " " + user(asked))
                .containsExactly(
                        "/api/v1/applications/shop/instances of-profile:one",
                        "/api/v1/applications/desk/instances of-variable:one",
                        "/api/v1/applications/desk/instances of-option:one");
    }

    private static String user(RecordedHome.Asked asked) {
        return new String(java.util.Base64.getDecoder()
                .decode(asked.headers().get("authorization").substring("Basic ".length())));
    }

    @Test
    void aPasswordComesFromAFileWhoseOpennessIsSaid() throws IOException {
        // given
        Path file = Files.writeString(folder.resolve("password"), "pass:word\nrest\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        String[] command = {
            "instances", "shop", "--home", home.url(), "--user", "me", "--password-file", file.toString()
        };

        // when
        Shell.Ended open = shell.run(command);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Shell.Ended closed = shell.run(command);

        // then
        assertThat(open.err())
                .contains("other users of this machine may read the password")
                .contains("chmod 600");
        assertThat(closed.err()).isEmpty();
        assertThat(user(home.asked.get(1))).isEqualTo("me:pass:word");
    }

    @Test
    void aTokenIsABearer() throws IOException {
        Path file = Files.createFile(
                folder.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "abc.def\n");

        shell.run("instances", "shop", "--home", home.url(), "--token-file", file.toString());

        assertThat(home.asked.get(0).headers()).containsEntry("authorization", "Bearer abc.def");
    }

    @Test
    void ofATokenAndAPasswordTheOneIsTakenThatIsSaidMoreDirectly() throws IOException {
        // given
        String token = secret("token", "of.profile");
        shell.run("config", "set", "home=" + home.url(), "application=shop", "token-file=" + token, "user=of-profile");
        shell.run("config", "set", "password-file=" + secret("own", "own"));

        // when
        shell.run("instances");
        shell.run("instances", "--user", "of-option");
        shell.environment.put("FARSPAN_USER", "of-variable");
        shell.run("instances");
        shell.environment.put("FARSPAN_PASSWORD", "of-variable");
        shell.run("instances");
        shell.run("instances", "--password-file", secret("other", "of-option"));
        shell.run("instances", "--token-file", secret("second", "of.option"));

        // then
        assertThat(home.asked)
                .extracting(asked -> asked.headers().get("authorization").startsWith("Bearer ")
                        ? asked.headers().get("authorization")
                        : user(asked))
                .containsExactly(
                        "Bearer of.profile",
                        "of-option:own",
                        "of-variable:own",
                        "of-variable:of-variable",
                        "of-variable:of-option",
                        "Bearer of.option");
    }

    private String secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc def", "abc\u0007", "abc\u00e9"})
    void whatIsNoTokenIsNotShown(String text) throws IOException {
        String file = secret("token", text);

        Shell.Ended ended = shell.run("instances", "shop", "--home", home.url(), "--token-file", file);

        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.err())
                .contains("The first line of " + file + " is no token")
                .doesNotContain("abc");
        assertThat(home.asked).isEmpty();
    }

    @Test
    void aPasswordIsNeverKeptNorGivenAsAnOption() throws IOException {
        assertThat(shell.run("config", "set", "password=secret").err()).contains("never kept in the configuration");
        assertThat(folder.resolve(".config/farspan/config")).doesNotExist();
        assertThat(shell.run("instances", "shop", "--password", "secret").code())
                .isEqualTo(2);
    }

    @Test
    void whoCannotBeAskedForAPasswordIsToldWhatToSet() {
        Shell.Ended nobody = shell.run("instances", "shop", "--home", home.url(), "--user", "me");
        Shell.Ended broken =
                shell.run("instances", "shop", "--home", home.url(), "--user", "me", "--password-command", "exit 3");

        assertThat(nobody.code()).isEqualTo(4);
        assertThat(nobody.err()).contains("Set password-file or password-command");
        assertThat(broken.code()).isEqualTo(4);
        assertThat(broken.err()).contains("Run it by itself to see why: exit 3");
        assertThat(home.asked).isEmpty();
    }

    @Test
    void thePersonsFolderIsTheOneThatTheShellSays() {
        assertThat(Main.userHome(Map.of("HOME", "/somewhere"))).isEqualTo(Path.of("/somewhere"));
        assertThat(Main.userHome(Map.of())).isEqualTo(Path.of(System.getProperty("user.home")));
        assertThat(Main.userHome(Map.of("HOME", ""))).isEqualTo(Path.of(System.getProperty("user.home")));
    }

    @Test
    void aBrokenFileNamesItsLine() throws IOException {
        Files.createDirectories(folder.resolve(".config/farspan"));
        Files.writeString(folder.resolve(".config/farspan/config"), "use = a\n# comment\n\n[a]\nhome https://x\n");

        Shell.Ended ended = shell.run("instances", "shop");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("Line 5 of ");
    }
}
