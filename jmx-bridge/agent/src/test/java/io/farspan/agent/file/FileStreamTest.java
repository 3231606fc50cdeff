package io.farspan.agent.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.Application;
import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

class FileStreamTest {

    private static final SpoolSize SIZE = new SpoolSize(2 << 20, 64 << 20);
    private static final String SAME = "the same first line of every file\n".repeat(200);

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private Path log;
    private String pattern;
    private Spool spool;
    private FileStream stream;

    @BeforeEach
    void start() throws IOException {
        log = folder.resolve("app.log");
        pattern = log.toString();
        open();
    }

    private void open() throws IOException {
        spool = Spool.open(folder.resolve("spool"), SIZE, Clock.systemUTC(), "");
        spool.onRoll(spool::tick); // nobody else does it here
        stream = new FileStream(pattern, false, spool, Clock.systemUTC(), nanos::get);
    }

    @AfterEach
    void stop() throws IOException {
        stream.close();
        spool.close();
    }

    /** As after a kill: the spool is not closed, only what it mapped is there. */
    private void crash() throws IOException {
        stream.close();
        spool.tick();
        open();
    }

    @Test
    void linesAreReadOnceWhileAFileGrows() throws Exception {
        // given
        write(log, "one\r\ntwo\n\nthr");

        // then
        assertThat(messages()).containsExactly("one", "two", "");

        // when
        append(log, "ee\nfour\n");

        // then
        assertThat(messages()).containsExactly("one", "two", "", "three", "four");
        assertThat(gaps()).isEmpty();
    }

    @Test
    void aCrashBetweenAnyTwoPollsNeitherLosesNorDoubles() throws Exception {
        // given
        List<String> written = new ArrayList<>();
        write(log, "");

        // when
        for (int i = 0; i < 40; i++) {
            String line = "line " + i + " " + "y".repeat(i * 13 % 700);
            written.add(line);
            append(log, line.substring(0, 3));
            poll();
            append(log, line.substring(3) + "\n");
            if (i % 3 == 0) {
                crash();
            }
            if (i % 10 == 9) {
                rotate(i);
                write(log, "");
            }
        }

        // then
        assertThat(messages()).isEqualTo(written);
        assertThat(gaps()).isEmpty();
    }

    @Test
    void aKilledReaderGoesOnAfterWhatTheSpoolHolds() throws Exception {
        // given
        StringBuilder text = new StringBuilder();
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            written.add("line " + i + " " + "z".repeat(i % 90));
            text.append(written.get(i)).append('\n');
        }
        write(log, text.toString());
        stop();

        // when
        for (int kill = 0; kill < 2; kill++) {
            try (Application child = Application.start(
                    folder.resolve("errors"),
                    List.of(),
                    Reading.class,
                    folder.resolve("spool").toString(),
                    pattern)) {
                child.line("reading");
                child.line("appended");
                child.kill();
            }
        }
        open();

        // then
        assertThat(messages()).isEqualTo(written);
        assertThat(gaps()).isEmpty();
    }

    @Test
    void aRenamedFileIsReadToItsEndFirst() throws Exception {
        // given
        write(log, "one\n");
        poll();
        append(log, "two\nthree without an end");
        rotate(1);
        write(log, "four\n");

        // when
        poll();
        append(folder.resolve("app.log.1"), " yet\nfive");
        poll();

        // then
        assertThat(messages()).containsExactly("one", "two", "four", "three without an end yet");

        // when
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        poll();
        poll();

        // then
        assertThat(messages()).containsExactly("one", "two", "four", "three without an end yet", "five");
        assertThat(gaps()).isEmpty();
    }

    @Test
    void aFileThatWasRenamedWhileNobodyReadIsFound() throws Exception {
        // given
        write(log, SAME + "one\n");
        poll();
        stream.close();
        append(log, "two\n");
        rotate(1);
        write(log, SAME + "three\n");

        // when
        crash();
        poll();

        // then
        List<String> messages = messages();
        assertThat(messages).hasSize(403).containsSubsequence("one", "two", "three");
        assertThat(gaps()).isEmpty();
    }

    @Test
    void aCopyIsReadOnAfterTheTruncationAndTheGapIsNamed() throws Exception {
        // given
        write(log, SAME + "one\n");
        poll();
        append(log, "two\n");
        Files.copy(log, folder.resolve("app.log.1"));
        write(log, "three\n");

        // when
        poll();

        // then
        assertThat(messages().subList(200, 203)).containsExactly("one", "two", "three");
        JsonNode gap = read().gap();
        assertThat(gap.get("reason").asText()).isEqualTo("COPY_TRUNCATE");
        assertThat(gap.get("from").asText()).startsWith("byte " + (SAME.length() + 8) + " of ");
    }

    @Test
    void aTruncatedFileWithoutACopyIsAGapOfKnownBytes() throws Exception {
        // given
        write(log, "one\npart");
        poll();
        write(log, "two\n");

        // when
        poll();
        crash();
        poll();

        // then
        assertThat(messages()).containsExactly("one", "two");
        assertThat(gaps()).containsExactly("COPY_TRUNCATE");
        assertThat(read().gap().get("bytes").asLong()).isEqualTo(4);
    }

    @Test
    void aFileThatIsLargerAgainAfterTheTruncationIsNotTakenForTheOldOne() throws Exception {
        // given
        write(log, SAME + "one\n");
        poll();

        // when
        write(log, SAME + "two\n" + "three\n".repeat(10));
        poll();
        poll();

        // then
        assertThat(messages()).hasSize(201 + 211).contains("two");
        assertThat(gaps()).containsExactly("COPY_TRUNCATE");
    }

    @Test
    void aFileThatWasTruncatedWhileNobodyReadIsReadInItsCopy() throws Exception {
        // given
        write(log, SAME + "one\n");
        poll();
        stream.close();
        append(log, "two\n");
        Files.copy(log, folder.resolve("app.log.1"));
        write(log, "three\n");

        // when
        crash();
        poll();

        // then
        assertThat(messages().subList(200, 203)).containsExactly("one", "two", "three");
        assertThat(gaps()).containsExactly("COPY_TRUNCATE");
    }

    @Test
    void aDeletedFileIsReadToItsEndAndItsSuccessorFromItsBeginning() throws Exception {
        // given
        write(log, SAME + "one\n");
        poll();
        append(log, "two\nlast");
        Files.delete(log);
        write(log, SAME + "one\nthree\n");

        // when
        poll();
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        poll();

        // then
        assertThat(messages()).hasSize(201 + 1 + 202 + 1).endsWith("three", "last");
        assertThat(gaps()).isEmpty();
        assertThat(spool.positions()).hasSize(1);
    }

    @Test
    void aFileThatWasDeletedWhileNobodyReadIsAGap() throws Exception {
        // given
        write(log, SAME + "one\n");
        poll();
        stream.close();
        append(log, "lost\n");
        Files.delete(log);
        write(log, SAME + "two\nthree and more\n"); // on many file systems with the same inode

        // when
        crash();
        poll();
        crash();
        poll();

        // then
        assertThat(messages()).hasSize(201 + 202).doesNotContain("lost").endsWith("two", "three and more");
        assertThat(gaps()).containsExactly("FILE_LOST");
    }

    @Test
    void aLongLineIsOneEventInPartsSideBySide() throws Exception {
        // given
        pattern = folder.resolve("*.log").toString();
        stream.close();
        stream = new FileStream(pattern, false, spool, Clock.systemUTC(), nanos::get);
        String line = "0123456789ä€".repeat(10_000_000 / 15);
        write(log, line.substring(0, 3_000_000));
        poll();
        append(log, line.substring(3_000_000) + "\r\nafter\n");
        write(folder.resolve("b.log"), "other\n");

        // when
        poll();

        // then
        List<JsonNode> records = read().all();
        List<JsonNode> parts = records.subList(0, records.size() - 2);
        assertThat(parts.stream().map(part -> part.path("c").asBoolean()).toList())
                .startsWith(true, true)
                .endsWith(true, false);
        assertThat(parts.stream().filter(part -> !part.path("c").asBoolean())).hasSize(1);
        assertThat(String.join(
                        "", parts.stream().map(part -> part.get("m").asText()).toList()))
                .isEqualTo(line);
        assertThat(parts).noneMatch(part -> part.has("r"));
        assertThat(records.stream().skip(parts.size()).map(record -> record.get("m")
                        .asText()))
                .containsExactlyInAnyOrder("after", "other");
        assertThat(records.get(0).at("/a/log.file.path").asText()).isEqualTo(log.toString());
    }

    @Test
    void aCrashAmongThePartsOfALineGoesOnWithTheNextOne() throws Exception {
        // given
        String line = "x".repeat(5 << 20);
        write(log, line + "\n");
        poll();
        List<JsonNode> parts = read().all();
        assertThat(parts).hasSize(5);
        long second = parts.get(1).at("/p/b").asLong();
        assertThat(second).isEqualTo(2 << 20);
        stop();

        // when
        cutAfterTheSecondRecord();
        open();

        // then
        assertThat(String.join("", messages())).isEqualTo(line);
    }

    /** Makes the spool what it was before the third part was appended. */
    private void cutAfterTheSecondRecord() throws IOException {
        Path segment = folder.resolve("spool").resolve(String.format("%020d.seg", 0));
        byte[] bytes = Files.readAllBytes(segment);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int at = 32;
        for (int i = 0; i < 2; i++) {
            at += 8 + buffer.getInt(at);
        }
        Arrays.fill(bytes, at, bytes.length, (byte) 0);
        Files.write(segment, bytes);
        Files.delete(folder.resolve("spool/state.0"));
        Files.delete(folder.resolve("spool/state.1"));
    }

    @Test
    void bytesThatAreNoTextAreKept() throws Exception {
        // given
        byte[] line = {'a', (byte) 0xC3, 0, 'b', (byte) 0xFF, '"', '\\', 1, '\t'};
        Files.write(log, line);
        append(log, "\nplain \uFFFD\n");

        // when
        List<JsonNode> records = read().all();

        // then
        assertThat(records.get(0).get("m").asText()).isEqualTo("a\uFFFD\uFFFDb\uFFFD\"\\\u0001\t");
        assertThat(Base64.getDecoder().decode(records.get(0).get("r").asText())).isEqualTo(line);
        assertThat(records.get(1).get("m").asText()).isEqualTo("plain \uFFFD");
        assertThat(records.get(1).has("r")).isFalse();
    }

    @Test
    void aLineOfZerosIsInPartsThatAreNotTooLong() throws Exception {
        // given
        byte[] zeros = new byte[3 << 20];
        Files.write(log, zeros);
        append(log, "\n");

        // when
        List<JsonNode> records = read().all();

        // then
        ByteArrayOutputStream original = new ByteArrayOutputStream();
        for (JsonNode record : records) {
            assertThat(record.toString().length()).isLessThan(1_400_000);
            original.writeBytes(Base64.getDecoder().decode(record.get("r").asText()));
        }
        assertThat(original.toByteArray()).isEqualTo(zeros);
    }

    @Test
    void filesThatArePatternMatchesAreAllRead() throws Exception {
        // given
        pattern = folder.resolve("logs-*").resolve("*.log").toString();
        stream.close();
        stream = new FileStream(pattern, false, spool, Clock.systemUTC(), nanos::get);
        Files.createDirectories(folder.resolve("logs-a"));
        Files.createDirectories(folder.resolve("logs-b"));
        write(folder.resolve("logs-a/1.log"), SAME + "one\n");
        write(folder.resolve("logs-b/2.log"), SAME + "two\n");
        write(folder.resolve("logs-b/2.txt"), "not\n");

        // then
        assertThat(messages()).hasSize(402).contains("one", "two").doesNotContain("not");
        crash();
        assertThat(messages()).hasSize(402);
    }

    @Test
    void ofManyFilesThoseThatChangedLastAreOpenAndAllAreRead() throws Exception {
        // given
        int many = 3 * FileStream.MOST_OPEN;
        match("*.txt", false);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            write(numbered(i), "first of " + i + "\n");
            Files.setLastModifiedTime(numbered(i), FileTime.fromMillis(1_000L * i));
            written.add("first of " + i);
        }

        // when
        stream.poll();

        // then
        spool.tick();
        assertThat(stream.openFiles()).isEqualTo(FileStream.MOST_OPEN);
        assertThat(Records.of(spool).messages())
                .hasSize(FileStream.MOST_OPEN)
                .startsWith("first of " + (many - 1))
                .doesNotContain("first of 0");
        assertThat(messages()).containsExactlyInAnyOrderElementsOf(written);

        // when
        for (int i = 0; i < many; i++) {
            append(numbered(i), "second of " + i + "\npart");
            written.add("second of " + i);
        }
        poll();
        crash();
        poll();

        // then
        assertThat(messages()).containsExactlyInAnyOrderElementsOf(written);
        assertThat(stream.openFiles()).isLessThanOrEqualTo(FileStream.MOST_OPEN);
        assertThat(gaps()).isEmpty();
    }

    @Test
    void whatWasClosedIsReadToItsEndWhenItIsRenamedAndMissedWhenItsRestIsDeleted() throws Exception {
        // given
        match("*.txt", false);
        write(numbered(1), SAME + "one\n");
        write(numbered(2), SAME + "two\nlast");
        write(numbered(3), "three\n");
        crowd();

        // when
        append(numbered(1), "late\n");
        Files.move(numbered(1), folder.resolve("renamed"));
        Files.delete(numbered(2));
        Files.delete(numbered(3));
        poll();

        // then
        assertThat(messages()).contains("one", "two", "three", "late").doesNotContain("last");
        assertThat(gaps()).containsExactly("FILE_LOST");
        assertThat(read().gap().get("bytes").asLong()).isEqualTo(4);
        assertThat(spool.positions()).hasSize(FileStream.MOST_OPEN + 1);
    }

    @Test
    void whatWasTruncatedWhileItWasClosedIsReadFromItsBeginning() throws Exception {
        // given
        match("*.txt", false);
        write(numbered(1), SAME + "one\n");
        crowd();

        // when
        write(numbered(1), "two\n");
        poll();

        // then
        assertThat(messages()).contains("one", "two");
        assertThat(gaps()).containsExactly("FILE_LOST");
    }

    @Test
    void aLoopOfLinksStopsNobodyAndLinksAreFollowedOnlyWhenAsked() throws Exception {
        // given
        Path pods = Files.createDirectories(folder.resolve("pods/a"));
        Files.createSymbolicLink(pods.resolve("loop"), folder.resolve("pods"));
        write(pods.resolve("own.txt"), "own\n");
        write(folder.resolve("elsewhere"), "linked\n");
        Files.createSymbolicLink(pods.resolve("linked.txt"), folder.resolve("elsewhere"));

        // when
        match("pods/**/*.txt", false);

        // then
        assertThat(messages()).containsExactly("own");

        // when
        match("pods/**/*.txt", true);

        // then
        assertThat(messages()).containsExactlyInAnyOrder("own", "linked");
    }

    @Test
    void aNamedFolderMayBeALink() throws Exception {
        // given
        Path real = Files.createDirectory(folder.resolve("real"));
        write(real.resolve("1.txt"), "one\n");
        Files.createSymbolicLink(folder.resolve("named"), real);

        // when
        match("named/*.txt", false);

        // then
        assertThat(messages()).containsExactly("one");
    }

    @Test
    void anUnreadableFolderStopsNobodyAndItsFilesAreNotTakenForDeleted() throws Exception {
        // given
        Path closed = Files.createDirectories(folder.resolve("pods/closed"));
        Path other = Files.createDirectories(folder.resolve("pods/other"));
        write(closed.resolve("1.txt"), SAME + "one\n");
        match("pods/*/*.txt", false);
        poll();
        Files.setPosixFilePermissions(closed, Set.of());
        assumeFalse(Files.isReadable(closed)); // root reads everything

        // when
        write(other.resolve("2.txt"), "two\n");
        poll();
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        poll();
        crash();
        poll();
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        append(closed.resolve("1.txt"), "three\n");

        // then
        assertThat(messages()).hasSize(200 + 3).endsWith("one", "two", "three");
        assertThat(gaps()).isEmpty();
    }

    private void match(String wildcards, boolean links) throws IOException {
        pattern = folder.resolve(wildcards).toString();
        stream.close();
        stream = new FileStream(pattern, links, spool, Clock.systemUTC(), nanos::get);
    }

    private Path numbered(int number) {
        return folder.resolve(number + ".txt");
    }

    /** So many newer files that the others are closed. */
    private void crowd() throws IOException, InterruptedException {
        for (int i = 0; i < 10; i++) {
            if (Files.exists(numbered(i))) {
                Files.setLastModifiedTime(numbered(i), FileTime.fromMillis(1_000));
            }
        }
        poll();
        for (int i = 0; i < FileStream.MOST_OPEN; i++) {
            write(numbered(100 + i), "other " + i + "\n");
        }
        poll();
        assertThat(stream.openFiles()).isEqualTo(FileStream.MOST_OPEN);
    }

    private void poll() throws IOException, InterruptedException {
        while (stream.poll()) {
            continue;
        }
    }

    private Records read() throws IOException, InterruptedException {
        poll();
        spool.tick();
        return Records.of(spool);
    }

    private List<String> messages() throws IOException, InterruptedException {
        return read().messages();
    }

    private List<String> gaps() throws IOException, InterruptedException {
        return read().gaps();
    }

    private void rotate(int number) throws IOException {
        Files.move(log, folder.resolve("app.log." + number), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }
}
