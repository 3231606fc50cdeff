package io.farspan.agent;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;
import io.farspan.testkit.disk.SmallDisk;

import static org.assertj.core.api.Assertions.assertThat;

/** The packed agent with its spool on a disk that somebody else fills, counted by the numbers of whoever wrote the lines. */
@Timeout(180) // an application that is held up would hold up the build
class FullDiskTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STREAMS = "io.farspan:type=Streams";
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** More than both segments hold that a stream has prepared. */
    private static final int MORE_THAN_IS_PREPARED = 20_000;

    @TempDir
    Path folder;

    private SmallDisk disk;
    private Path log;
    private int written;

    @BeforeEach
    void mount() {
        disk = SmallDisk.mount(folder.resolve("disk"), 96);
        log = folder.resolve("app.log");
    }

    @AfterEach
    void unmount() {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void whatIsLostWhileTheDiskIsFullIsAGapAndTheApplicationGoesOn() throws Exception {
        // given
        try (Application application = Application.underTheAgent(
                folder.resolve("errors"),
                "port=0,host=127.0.0.1,farspan.metrics=none,farspan.spool=" + spool() + ",farspan.files=" + log,
                Numbering.class,
                log.toString())) {
            String url = application.line("url");
            write(application, 3_000);

            // when
            disk.fill();
            for (int piece = 0; piece < 20; piece++) {
                write(application, MORE_THAN_IS_PREPARED / 20);
            }
            disk.free();
            int free = written;
            Awaitility.await().atMost(LIMIT).until(() -> {
                write(application, 1);
                return newest(url, "jul") >= free;
            });
            write(application, 1_000);
            int all = written;
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> newest(url, "file:" + log) == all - 1 && newest(url, "jul") == all - 1);
            application.kill();
        }

        // then
        assertThat(Files.readString(folder.resolve("errors"))).isEmpty();
        assertThat(records("file:" + log))
                .map(FullDiskTest::number)
                .containsExactlyElementsOf(IntStream.range(0, written).boxed().toList());
        areAllAccountedFor(records("jul"));
    }

    /** In order, none twice, and each that is missing is of the gap where it is missing. */
    private void areAllAccountedFor(List<JsonNode> records) {
        int next = 0;
        int missing = 0;
        int said = 0;
        boolean gap = false;
        for (JsonNode record : records) {
            if (record.has("g")) {
                assertThat(record.at("/g/reason").asText()).isIn("DISK_FULL", "QUEUE_FULL");
                said += record.at("/g/records").asInt();
                gap = true;
                continue;
            }
            int number = number(record);
            assertThat(number).isGreaterThanOrEqualTo(next);
            assertThat(number == next || gap)
                    .as("a gap between %d and %d", next - 1, number)
                    .isTrue();
            missing += number - next;
            next = number + 1;
            gap = false;
        }
        assertThat(next).isEqualTo(written);
        assertThat(missing).isPositive().isEqualTo(said);
        assertThat(records).anyMatch(record -> record.at("/g/reason").asText().equals("DISK_FULL"));
    }

    private void write(Application application, int lines) throws Exception {
        application.tell(Integer.toString(lines));
        written += lines;
        assertThat(application.line("wrote")).isEqualTo(Integer.toString(written));
    }

    private List<JsonNode> records(String stream) throws Exception {
        Path its = spool().resolve(URLEncoder.encode(stream, StandardCharsets.UTF_8));
        String boot = Files.readString(BOOT).trim();
        try (Spool opened = Spool.open(its, SpoolSize.of(128L << 20), Clock.systemUTC(), boot)) {
            return Records.of(opened).all();
        }
    }

    private Path spool() {
        return disk.folder().resolve("spool");
    }

    /** The number of the last line of a stream that can be read, or -1 when that is no line. */
    private static int newest(String url, String stream) throws Exception {
        for (JsonNode entry : exec(url, "list")) {
            long next = entry.get("next").asLong();
            if (entry.get("name").asText().equals(stream) && next > 0) {
                String block = exec(
                                url, "read", stream, entry.get("incarnation").asText(), next - 1, 100_000)
                        .get("block")
                        .asText();
                ByteBuffer frame = ByteBuffer.wrap(Base64.getDecoder().decode(block));
                byte[] payload = new byte[frame.getInt(0)];
                frame.position(8).get(payload);
                return number(JSON.readTree(payload));
            }
        }
        return -1;
    }

    private static int number(JsonNode record) {
        return record.has("m") ? Integer.parseInt(record.get("m").asText().split(" ")[0]) : -1;
    }

    private static JsonNode exec(String url, String operation, Object... arguments) throws Exception {
        JsonNode answer = Application.ask(
                url, Map.of("type", "exec", "mbean", STREAMS, "operation", operation, "arguments", List.of(arguments)));
        return JSON.readTree(answer.get("value").asText());
    }
}
