package io.farspan.agent.spool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.Application;
import io.farspan.agent.record.Event;
import io.farspan.agent.record.Gap;
import io.farspan.agent.record.Position;
import io.farspan.testkit.disk.SmallDisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SpoolTest {

    private static final SpoolSize SMALL = new SpoolSize(4096, 5 * 4096);

    @TempDir
    Path folder;

    @Test
    void whatAProcessAppendedBeforeItWasKilledIsThereOnce() throws Exception {
        // given
        Set<String> acknowledged = new HashSet<>();
        Path spool = folder.resolve("spool");

        // when
        for (int kill = 0; kill < 3; kill++) {
            acknowledged.clear();
            deleteAll(spool);
            try (Application child =
                    Application.start(folder.resolve("errors"), List.of(), Appending.class, spool.toString())) {
                for (int i = 0; i < 2000 + 700 * kill; i++) {
                    acknowledged.add(child.line());
                }
                child.kill();
                for (String line = child.line(); line.matches("\\d:\\d+"); line = child.line()) {
                    acknowledged.add(line);
                }
            }
            acknowledged.remove(last(acknowledged)); // perhaps written in part

            // then
            try (Spool reopened = Spool.open(spool, new SpoolSize(64 << 10, 64 << 20), Clock.systemUTC(), "")) {
                Records records = Records.of(reopened);
                List<String> names = records.messages().stream()
                        .map(message -> message.substring(0, message.indexOf(' ')))
                        .toList();
                assertThat(names).doesNotHaveDuplicates().containsAll(acknowledged);
                assertThat(records.offsets())
                        .isEqualTo(LongStream.range(0, names.size()).boxed().toList());
                assertThat(names).satisfies(SpoolTest::areInOrderOfEachThread);
                assertThat(records.gaps()).isEmpty();
            }
        }
    }

    private static String last(Set<String> names) {
        return names.stream()
                .max(Comparator.comparingLong(name -> Long.parseLong(name.substring(2))))
                .orElseThrow();
    }

    private static void areInOrderOfEachThread(List<? extends String> names) {
        Map<Character, Long> next = new HashMap<>();
        for (String name : names) {
            long expected = next.getOrDefault(name.charAt(0), 0L);
            assertThat(Long.parseLong(name.substring(2))).isEqualTo(expected);
            next.put(name.charAt(0), expected + 1);
        }
    }

    @Test
    void nothingIsShownBeforeItIsForced() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            spool.offer(List.of(record("one")));

            // then
            assertThat(spool.extent().next()).isZero();
            assertThat(Records.of(spool).messages()).isEmpty();

            // when
            spool.tick();

            // then
            assertThat(spool.extent().next()).isEqualTo(1);
            assertThat(Records.of(spool).messages()).containsExactly("one");
        }
    }

    @Test
    void offsetsGoOnOverSegmentsAndWhenItIsOpenedAgain() throws Exception {
        // given
        UUID incarnation;
        try (Spool spool = open(SpoolSize.of(64 << 20))) {
            incarnation = spool.extent().incarnation();
            append(spool, 0, 10);
        }

        // when
        try (Spool spool = open(new SpoolSize(4096, 1 << 20))) {
            append(spool, 10, 90);

            // then
            assertThat(spool.extent().incarnation()).isEqualTo(incarnation);
        }
        try (Spool spool = open(new SpoolSize(4096, 1 << 20))) {
            Records records = Records.from(spool, incarnation.toString(), 0, 300);
            assertThat(records.messages()).isEqualTo(names(0, 100));
            assertThat(Records.from(spool, incarnation.toString(), 57, 300).messages())
                    .isEqualTo(names(57, 100));
            assertThat(records.gaps()).isEmpty();
        }
    }

    @Test
    void aTornFrameIsTheEnd() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            append(spool, 0, 3);
        }
        Path segment = segments().get(0);
        int end = Segment.HEADER + 3 * (Frames.OVERHEAD + record(names(0, 1).get(0)).length);
        write(segment, end + 3, new byte[] {40, 1, 2, 3, 4, 'n', 'o', 't', ' ', 'w', 'h', 'o', 'l', 'e'});

        // when
        try (Spool spool = open(SMALL)) {
            append(spool, 3, 1);

            // then
            assertThat(Records.of(spool).messages()).isEqualTo(names(0, 4));
            assertThat(Records.of(spool).gaps()).isEmpty();
        }
        try (Spool spool = open(SMALL)) {
            assertThat(Records.of(spool).messages()).isEqualTo(names(0, 4));
        }
    }

    @Test
    void aDamagedFrameBeforeOthersNeverGivesTheirOffsetsAgain() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            append(spool, 0, 9);
        }
        int frame = Frames.OVERHEAD + record(names(0, 1).get(0)).length;
        write(segments().get(0), Segment.HEADER + 4 * frame + 20, new byte[] {'?'});

        // when
        try (Spool spool = open(SMALL)) {
            append(spool, 9, 1);

            // then
            Records records = Records.of(spool);
            assertThat(records.messages())
                    .isEqualTo(Stream.concat(names(0, 4).stream(), names(9, 10).stream())
                            .toList());
            assertThat(records.gaps()).containsExactly("FILE_LOST");
            assertThat(records.lost()).hasSize(1).allMatch(lost -> lost.startsWith("FILE_LOST 4 "));
            assertThat(records.offsets().get(4)).isGreaterThanOrEqualTo(9);
        }
    }

    @Test
    void aDamagedSegmentInTheMiddleIsAGap() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            append(spool, 0, 120);
        }
        List<Path> files = segments();
        assertThat(files.size()).isGreaterThan(2);
        long second = first(files.get(1));
        long third = first(files.get(2));
        int frame = Frames.OVERHEAD + record(names(0, 1).get(0)).length;
        write(files.get(1), Segment.HEADER + 2 * frame + 20, new byte[] {'?'});

        // when
        try (Spool spool = open(SMALL)) {
            Records records = Records.of(spool);
            spool.tick();

            // then
            assertThat(records.lost()).containsExactly("FILE_LOST " + (second + 2) + " " + third);
            assertThat(records.messages())
                    .isEqualTo(Stream.concat(names(0, (int) second + 2).stream(), names((int) third, 120).stream())
                            .toList());
            assertThat(Records.of(spool).gaps()).containsExactly("FILE_LOST");
        }
    }

    @Test
    void aSegmentWithAnotherMagicIsAGap() throws Exception {
        // given
        UUID incarnation;
        try (Spool spool = open(SMALL)) {
            append(spool, 0, 120);
            incarnation = spool.extent().incarnation();
        }
        List<Path> files = segments();
        long last = first(files.get(files.size() - 1));
        write(files.get(files.size() - 1), 0, new byte[] {'F', 'S', 'P', '9'});

        // when
        try (Spool spool = open(SMALL)) {
            append(spool, 120, 1);

            // then
            Records records = Records.of(spool);
            assertThat(spool.extent().incarnation()).isEqualTo(incarnation);
            assertThat(records.messages())
                    .isEqualTo(Stream.concat(names(0, (int) last).stream(), names(120, 121).stream())
                            .toList());
            assertThat(records.offsets().get(records.offsets().size() - 1)).isGreaterThanOrEqualTo(120);
            assertThat(records.gaps()).containsExactly("FILE_LOST");
        }
    }

    @Test
    void aFullSpoolLosesTheOldestAndSaysSo() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            // when
            append(spool, 0, 400);

            // then
            long first = spool.extent().first();
            Records records = Records.of(spool);
            assertThat(first).isPositive();
            assertThat(records.lost()).containsExactly("SPOOL_FULL 0 " + first);
            assertThat(records.messages().get(records.messages().size() - 1))
                    .isEqualTo(names(399, 400).get(0));
            assertThat(records.gaps()).isNotEmpty().containsOnly("SPOOL_FULL");
            assertThat(bytes()).isLessThanOrEqualTo(5 * 4096);
        }
    }

    @Test
    void aLossThatWasNotWrittenBeforeACrashIsWrittenAfterIt() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            append(spool, 0, 120);
        }
        long second = first(segments().get(1));
        Files.delete(segments().get(0));

        // when
        try (Spool spool = open(SMALL)) {
            // then
            Records records = Records.of(spool);
            assertThat(records.lost()).containsExactly("SPOOL_FULL 0 " + second);
            assertThat(records.gap().get("from").asText()).isEqualTo("offset 0");
            assertThat(records.gap().get("to").asText()).isEqualTo("offset " + second);
        }
        try (Spool spool = open(SMALL)) {
            assertThat(Records.of(spool).gaps()).hasSize(1);
        }
    }

    @Test
    void whatIsReleasedGoesWithoutAGap() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            append(spool, 0, 120);
            String incarnation = spool.extent().incarnation().toString();

            // when
            spool.release(UUID.randomUUID().toString(), 120);
            spool.tick();

            // then
            assertThat(spool.extent().first()).isZero();

            // when
            spool.release(incarnation, 100);
            spool.tick();

            // then
            assertThat(spool.extent().first()).isPositive().isLessThanOrEqualTo(100);
            append(spool, 120, 60);
        }
        try (Spool spool = open(SMALL)) {
            Records records = Records.from(
                    spool,
                    spool.extent().incarnation().toString(),
                    spool.extent().first(),
                    1000);
            assertThat(records.gaps()).isEmpty();
            assertThat(records.messages()).contains(names(100, 101).get(0));
        }
    }

    @Test
    void aProducerThatCannotWaitLosesAndIsTold() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            // when
            List<String> kept = new ArrayList<>();
            for (String name : names(0, 400)) {
                if (spool.offer(List.of(record(name)))) {
                    kept.add(name);
                }
            }
            spool.tick();
            spool.tick();
            spool.offer(List.of(record("after")));
            kept.add("after");
            spool.tick();

            // then
            Records records = Records.of(spool);
            assertThat(kept.size()).isBetween(50, 200);
            assertThat(records.messages()).isEqualTo(kept);
            assertThat(records.gaps()).containsExactly("QUEUE_FULL", "QUEUE_FULL");
            assertThat(records.all().stream()
                            .filter(record -> record.at("/g/records").asLong() == 401 - kept.size()))
                    .hasSize(1);
        }
    }

    @Test
    void anEventThatNeverBecameARecordIsMarkedAndCounted() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            // when
            spool.lost();
            spool.lost();
            spool.tick();

            // then
            assertThat(Records.of(spool).gaps()).containsExactly("QUEUE_FULL");

            // when
            append(spool, 0, 60);

            // then
            Records records = Records.of(spool);
            assertThat(records.gaps()).containsExactly("QUEUE_FULL", "QUEUE_FULL");
            assertThat(records.all())
                    .filteredOn(record -> record.at("/g/records").asLong() == 2)
                    .hasSize(1);
        }
    }

    @Test
    void aFullDiskLosesWhatCannotWaitAndSaysSo() throws Exception {
        // given
        AtomicBoolean full = new AtomicBoolean();
        try (Spool spool = Spool.open(folder.resolve("spool"), SMALL, Clock.systemUTC(), "", (path, capacity) -> {
            if (full.get()) {
                throw new IOException("No space left on device");
            }
            return Segment.prepare(path, capacity);
        })) {
            full.set(true);

            // when
            int kept = 0;
            for (String name : names(0, 100)) {
                kept += spool.offer(List.of(record(name))) ? 1 : 0;
                spool.tick();
            }

            // then
            assertThat(kept).isBetween(50, 90);
            assertThat(Records.of(spool).messages()).isEqualTo(names(0, kept));
            assertThat(Records.of(spool).gaps()).containsExactly("DISK_FULL");

            // when
            full.set(false);
            spool.tick();
            append(spool, 100, 5);

            // then
            Records records = Records.of(spool);
            assertThat(records.messages())
                    .isEqualTo(Stream.concat(names(0, kept).stream(), names(100, 105).stream())
                            .toList());
            assertThat(records.gaps()).containsExactly("DISK_FULL", "DISK_FULL");
            long lost = 100 - kept;
            assertThat(records.all()).anyMatch(record -> record.at("/g/records").asLong() == lost);
        }
    }

    @Test
    void whatIsReleasedMakesRoomAlsoWhileTheDiskIsFull() throws Exception {
        // given: a disk that somebody else has filled before the first segment was full
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 1);
                Spool spool = Spool.open(disk.folder().resolve("spool"), SMALL, Clock.systemUTC(), "")) {
            disk.fill();
            boolean kept = true;
            for (int number = 0; kept; number++) {
                kept = spool.offer(List.of(record("record " + number)));
                spool.tick();
            }

            // when
            spool.release(
                    spool.extent().incarnation().toString(), spool.extent().next());
            spool.tick();
            spool.tick();

            // then
            assertThat(spool.offer(List.of(record("after")))).isTrue();
            spool.tick();
            assertThat(Records.from(
                                    spool,
                                    spool.extent().incarnation().toString(),
                                    spool.extent().first(),
                                    1_000_000)
                            .messages())
                    .last()
                    .isEqualTo("after");
        }
    }

    @Test
    void blocksThatVanishUnderTheMappingDoNotHurtTheApplication() throws Exception {
        // given
        try (Application child = Application.start(
                folder.resolve("errors"),
                List.of(),
                Truncated.class,
                folder.resolve("spool").toString())) {
            child.line("ready");

            // when
            try (RandomAccessFile segment =
                    new RandomAccessFile(segments().get(0).toFile(), "rw")) {
                segment.setLength(0);
            }
            child.tell("go on");

            // then
            assertThat(Integer.parseInt(child.line("alive"))).isGreaterThan(40);
            assertThat(child.exit()).isZero();
        }
    }

    @Test
    void aMissingNewestSegmentNeverGivesItsOffsetsAgain() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            append(spool, 0, 120);
        }
        List<Path> files = segments();
        long last = first(files.get(files.size() - 1));
        Files.delete(files.get(files.size() - 1));

        // when
        try (Spool spool = open(SMALL)) {
            append(spool, 120, 1);

            // then
            Records records = Records.of(spool);
            assertThat(records.messages())
                    .isEqualTo(Stream.concat(names(0, (int) last).stream(), names(120, 121).stream())
                            .toList());
            assertThat(records.offsets().get(records.offsets().size() - 1)).isGreaterThanOrEqualTo(120);
            assertThat(records.gaps()).containsExactly("FILE_LOST");
        }
    }

    @Test
    void aDeletedFolderBeginsANewIncarnation() throws Exception {
        // given
        try (Spool spool = open(SMALL)) {
            append(spool, 0, 5);
            String old = spool.extent().incarnation().toString();

            // when
            deleteAll(folder.resolve("spool"));
            assertThat(spool.offer(List.of(record("gone")))).isTrue();
            spool.tick();
            append(spool, 5, 2);

            // then
            Records records = Records.from(spool, old, 5, 1000);
            assertThat(spool.extent().incarnation().toString()).isNotEqualTo(old);
            assertThat(records.offsets()).containsExactly(0L, 1L, 2L);
            assertThat(records.messages()).isEqualTo(names(5, 7));
            assertThat(records.gap().get("reason").asText()).isEqualTo("FILE_LOST");
            assertThat(records.gap().get("records").asLong()).isEqualTo(6);
        }
        try (Spool spool = open(SMALL)) {
            assertThat(Records.of(spool).messages()).isEqualTo(names(5, 7));
        }
    }

    @Test
    void aHostThatWasLostIsNamed() throws Exception {
        // given
        Spool crashed = Spool.open(folder.resolve("spool"), SMALL, Clock.systemUTC(), "boot-1");
        append(crashed, 0, 2);

        // when
        try (Spool same = Spool.open(folder.resolve("spool"), SMALL, Clock.systemUTC(), "boot-1")) {
            assertThat(Records.of(same).gaps()).isEmpty();
        }
        Spool again = Spool.open(folder.resolve("spool"), SMALL, Clock.systemUTC(), "boot-1");
        append(again, 2, 1);

        // then
        try (Spool other = Spool.open(folder.resolve("spool"), SMALL, Clock.systemUTC(), "boot-2")) {
            assertThat(Records.of(other).gaps()).containsExactly("HOST_LOST");
        }
    }

    @Test
    void positionsOutliveTheRecordsThatHadThem() throws Exception {
        // given
        Position quiet = new Position("1-a", "-0-0-0", 17);
        Position busy = new Position("1-b", "-0-0-0", 18);
        try (Spool spool = open(SMALL)) {
            spool.append(Event.at(Instant.EPOCH).record(new byte[] {'q'}, 0, 1, false, quiet), quiet);
            spool.append(Gap.of(Gap.Reason.FILE_LOST).record(Instant.EPOCH, busy), busy);

            // when
            append(spool, 0, 400);
            assertThat(spool.extent().first()).isPositive();
            spool.append(Event.at(Instant.EPOCH).record(new byte[] {'b'}, 0, 1, false, at(busy, 30)), at(busy, 30));
        }

        // then
        try (Spool spool = open(SMALL)) {
            assertThat(spool.positions().get("1-a").bytes()).isEqualTo(17);
            assertThat(spool.positions().get("1-b").bytes()).isEqualTo(30);

            // when
            spool.forget("1-a");
        }

        // then
        try (Spool spool = open(SMALL)) {
            assertThat(spool.positions()).containsOnlyKeys("1-b");
        }
    }

    @Test
    void anOffsetBeyondTheEndIsRefused() throws Exception {
        try (Spool spool = open(SMALL)) {
            String incarnation = spool.extent().incarnation().toString();

            assertThatThrownBy(() -> spool.read(incarnation, 1, 100))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("beyond the end 0");
        }
    }

    private static Position at(Position position, long bytes) {
        return new Position(position.key(), position.fingerprint(), bytes);
    }

    private Spool open(SpoolSize size) throws IOException {
        return Spool.open(folder.resolve("spool"), size, Clock.systemUTC(), "");
    }

    private static void append(Spool spool, int from, int count) throws InterruptedException {
        for (String name : names(from, from + count)) {
            spool.append(record(name), null);
            spool.tick();
        }
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> String.format("record %04d %s", number, "x".repeat(60)))
                .toList();
    }

    private static byte[] record(String message) {
        return Event.at(Instant.ofEpochSecond(1_700_000_000L))
                .records(message.getBytes(StandardCharsets.UTF_8))
                .get(0);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            return files.filter(Recovery::isSegment).sorted().toList();
        }
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (Path segment : segments()) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    private static long first(Path segment) {
        return Long.parseLong(segment.getFileName().toString().substring(0, 20));
    }

    private static void write(Path file, long at, byte[] bytes) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            access.write(bytes);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
