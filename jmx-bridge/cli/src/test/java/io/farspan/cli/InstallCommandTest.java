package io.farspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Installing as far as it needs no jar; the rest is in the end-to-end test. */
class InstallCommandTest {

    @TempDir
    private Path folder;

    @Test
    void trainingReadsAndReplacesNothingOfThePersons() {
        // given
        Shell shell = new Shell(folder);
        shell.environment.put("FARSPAN_TOKEN_FILE", folder.resolve("none").toString());

        // when
        Shell.Ended ended = shell.run("install", "--train");

        // then
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsWhereTheLauncherBelongsIsLeftThereAndSaid() throws IOException {
        // given
        Path inTheWay = Files.createDirectories(folder.resolve("prefix/bin/farspan"));
        Path file = Files.createFile(folder.resolve("file"));

        // when
        Shell.Ended launcher =
                new Shell(folder).run("install", folder.resolve("prefix").toString());
        Shell.Ended prefix = new Shell(folder).run("install", file.toString());

        // then
        assertThat(launcher.code()).isEqualTo(2);
        assertThat(launcher.err()).contains(inTheWay + " is a folder", "farspan install FOLDER");
        assertThat(prefix.code()).isEqualTo(2);
        assertThat(prefix.err()).contains(file + " is not a folder", "farspan install FOLDER");
        assertThat(inTheWay).isEmptyDirectory();
    }

    @Test
    void withoutAJarThereIsNothingToInstall() {
        Shell.Ended ended =
                new Shell(folder).run("install", folder.resolve("prefix").toString());

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("java -jar farspan.jar install");
        assertThat(folder).isEmptyDirectory();
    }
}
