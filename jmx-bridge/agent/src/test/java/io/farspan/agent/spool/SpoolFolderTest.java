package io.farspan.agent.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class SpoolFolderTest {

    private static final SpoolSize SIZE = new SpoolSize(4096, 5 * 4096);

    @TempDir
    Path folder;

    @BeforeEach
    void whereThereArePermissions() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    }

    @Test
    void nobodyElseReadsWhatASpoolHolds() throws IOException {
        // given
        Path spool = folder.resolve("streams/jul");

        // when
        try (Spool open = Spool.open(spool, SIZE, Clock.systemUTC(), "")) {
            open.offer(List.of("{}".getBytes(StandardCharsets.UTF_8)));
            open.tick();

            // then
            assertThat(permissions(spool)).isEqualTo("rwx------");
            assertThat(permissions(spool.getParent())).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(spool)) {
                assertThat(files.toList()).hasSizeGreaterThan(2).allSatisfy(file -> assertThat(permissions(file))
                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void aFolderThatOthersMayWriteIntoIsRefused() throws IOException {
        for (String permissions : List.of("rwxrwx---", "rwx----w-")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));

            assertThatThrownBy(() -> Spool.open(folder, SIZE, Clock.systemUTC(), ""))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(folder + " (" + permissions + ")");
        }
    }

    @Test
    void anotherUsersFolderIsRefused() {
        assertThatThrownBy(() -> SpoolFolder.check(folder, () -> "somebody"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not to somebody");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        // given
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        Path other = Files.writeString(folder.resolve("other"), "of somebody");
        Path spool = Files.createDirectory(
                folder.resolve("spool"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(spool.resolve("state.1"), other);

        // then
        assertThatThrownBy(() -> Spool.open(link, SIZE, Clock.systemUTC(), "")).hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> Spool.open(spool, SIZE, Clock.systemUTC(), "").close())
                .isInstanceOf(IOException.class);
        assertThat(other).hasContent("of somebody");
    }

    @Test
    void aSegmentThatCannotBeOpenedIsNotDeleted() throws IOException {
        // given
        Path spool = folder.resolve("spool");
        try (Spool first = Spool.open(spool, SIZE, Clock.systemUTC(), "")) {
            first.offer(List.of("{\"m\":\"kept\"}".getBytes(StandardCharsets.UTF_8)));
        }
        Path segment = spool.resolve(Recovery.name(0));
        Path moved = Files.move(segment, folder.resolve("moved"));
        Files.createSymbolicLink(segment, moved);

        // then
        assertThatThrownBy(() -> Spool.open(spool, SIZE, Clock.systemUTC(), "")).isInstanceOf(IOException.class);
        assertThat(segment).isSymbolicLink();

        // when
        Files.delete(segment);
        Files.move(moved, segment);

        // then
        try (Spool again = Spool.open(spool, SIZE, Clock.systemUTC(), "")) {
            assertThat(Records.of(again).messages()).containsExactly("kept");
        }
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
