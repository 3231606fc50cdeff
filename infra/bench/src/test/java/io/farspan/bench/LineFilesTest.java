package io.farspan.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LineFilesTest {

    @TempDir
    private Path folder;

    @Test
    void everyNumberStandsOnceInOneOfTheFiles() throws Exception {
        // given
        List<Path> paths = List.of(folder.resolve("a"), folder.resolve("b"), folder.resolve("c"));
        LineFiles files = new LineFiles(paths);
        files.append(5);
        long first = files.next();

        // when
        files.append(100);

        // then
        LineTally tally = new LineTally(first, 100);
        for (Path path : paths) {
            Files.readAllLines(path).forEach(tally::add);
        }
        assertThat(first).isEqualTo(5);
        assertThat(tally.lost()).isZero();
        assertThat(tally.doubled()).isZero();
        assertThat(files.next()).isEqualTo(105);
    }
}
