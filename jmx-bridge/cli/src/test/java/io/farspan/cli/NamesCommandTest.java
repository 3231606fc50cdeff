package io.farspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The names that completion reads. */
class NamesCommandTest {

    @TempDir
    private Path folder;

    private RecordedHome home;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        home = new RecordedHome();
        shell = Shell.at(home, folder);
    }

    @AfterEach
    void stop() {
        home.close();
    }

    private List<String> names() throws IOException {
        return Files.readAllLines(folder.resolve(".cache/farspan/names-default"));
    }

    @Test
    void theyAreThoseOfAllApplicationsOfARouter() throws IOException {
        // given
        home.answers("", "{\"applications\":[\"shop\",\"desk\"]}")
                .answers("/shop/instances", "{\"instances\":[{\"id\":\"aws1/i-1\"}]}")
                .answers("/desk/instances", "{\"instances\":[]}");

        // when
        Shell.Ended ended = shell.run("names");

        // then
        assertThat(ended.code()).isZero();
        assertThat(names())
                .containsExactly("desk", "desk/primary", "shop", "shop/aws1", "shop/aws1/i-1", "shop/primary");
    }

    @Test
    void anInstanceThatIsGoneIsForgottenAndAnotherApplicationIsNot() throws IOException {
        // given
        home.answers("/shop/instances", "{\"instances\":[{\"id\":\"aws1/i-1\"}]}")
                .answers("/shop/instances", "{\"instances\":[{\"id\":\"aws1/i-2\"}]}")
                .answers("/desk/instances", "{\"instances\":[]}");

        // when
        shell.run("instances", "shop");
        shell.run("instances", "desk");
        shell.run("instances", "shop");

        // then
        assertThat(names())
                .containsExactly("desk", "desk/primary", "shop", "shop/aws1", "shop/aws1/i-2", "shop/primary");
    }

    @Test
    void aNameThatAShellCouldTakeForSomethingElseIsLeftOut() throws IOException {
        home.answers("/shop/instances", "{\"instances\":[{\"id\":\"aws1/$(reboot)\"},{\"id\":\"a b/c\"}]}");

        shell.run("instances", "shop");

        assertThat(names()).containsExactly("shop", "shop/primary");
    }

    @Test
    void ofARouterThatListsNoneTheProfilesApplicationIsRead() throws IOException {
        home.answers("/shop/instances", "{\"instances\":[]}");
        shell.environment.put("FARSPAN_APPLICATION", "shop");

        assertThat(shell.run("names").code()).isZero();
        assertThat(names()).containsExactly("shop", "shop/primary");
    }
}
