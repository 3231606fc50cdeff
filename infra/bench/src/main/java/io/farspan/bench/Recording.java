package io.farspan.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.farspan.local.desktop.Desktop;
import io.farspan.local.process.Child;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * JConsole's calls from connecting through some refreshes, split where it was silent for a second.
 *
 * @param phases the calls of connecting, then of each refresh
 */
record Recording(List<List<RecordedCall>> phases) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SILENCE_MS = 1_000;
    private static final int INTERVAL_SECONDS = 4;

    int calls() {
        return phases.stream().mapToInt(List::size).sum();
    }

    /** Records JConsole if it can be run, and otherwise reads the recording that comes with the bench. */
    static Recording make(Path work, int refreshes) throws IOException, InterruptedException {
        List<String> missing = new ArrayList<>(Desktop.missing());
        if (!Desktop.isInstalled("jconsole")) {
            missing.add("jconsole");
        }
        if (!missing.isEmpty()) {
            System.out.println("not installed: " + missing + "; replaying the recording that comes with the bench");
            try (InputStream kept = Objects.requireNonNull(Recording.class.getResourceAsStream("/jconsole.calls"));
                    BufferedReader reader = new BufferedReader(new InputStreamReader(kept, UTF_8))) {
                return parse(reader.lines().toList(), refreshes);
            }
        }
        Path file = work.resolve("jconsole.calls");
        record(work, file, Duration.ofSeconds(14 + (long) INTERVAL_SECONDS * refreshes));
        return parse(Files.readAllLines(file), refreshes);
    }

    private static void record(Path work, Path file, Duration howLong) throws IOException, InterruptedException {
        int port = FreePort.find();
        Child recorder = Child.start(
                "recorder",
                work.resolve("recorder.log"),
                Map.of(),
                List.of(
                        Child.java(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-Djava.rmi.server.hostname=127.0.0.1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Recorder.class.getName(),
                        Integer.toString(port),
                        file.toString(),
                        work.resolve("recorder.app.log").toString()));
        try (recorder;
                Desktop desktop = Desktop.start(work.resolve("desktop"))) {
            recorder.await(Pattern.compile("LISTENING ([0-9]+)"), Duration.ofSeconds(30));
            desktop.run(
                    "jconsole",
                    "jconsole",
                    "-interval=" + INTERVAL_SECONDS,
                    "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/recorded");
            long end = System.nanoTime() + howLong.toNanos();
            while (System.nanoTime() < end) {
                TimeUnit.SECONDS.sleep(1);
                if (Files.size(file) == 0) {
                    desktop.clickWord("Insecure");
                }
            }
        }
    }

    private static Recording parse(List<String> lines, int refreshes) throws IOException {
        List<List<RecordedCall>> phases = new ArrayList<>();
        Map<String, Integer> lanes = new HashMap<>();
        Map<Long, Integer> threads = new HashMap<>();
        long first = -1;
        long last = -1;
        for (String line : lines) {
            JsonNode json = JSON.readTree(line);
            long at = json.get("at").asLong();
            first = first < 0 ? at : first;
            if (last < 0 || at - last > SILENCE_MS) {
                if (phases.size() > refreshes) {
                    break;
                }
                phases.add(new ArrayList<>());
            }
            last = at;
            List<String> words = new ArrayList<>();
            json.get("words").forEach(word -> words.add(word.asText()));
            int lane = lanes.computeIfAbsent(json.get("lane").asText(), name -> lanes.size());
            int thread = threads.computeIfAbsent(json.get("number").asLong(), id -> threads.size());
            String name = json.get("name").asText();
            phases.get(phases.size() - 1)
                    .add(new RecordedCall(
                            at - first,
                            lane,
                            json.get("method").asText(),
                            name.isEmpty() ? null : name,
                            words,
                            thread));
        }
        if (phases.size() <= refreshes) {
            throw new IOException("JConsole was recorded connecting and " + (phases.size() - 1) + " times refreshing; "
                    + refreshes + " are needed. Its screen and logs are in the work folder.");
        }
        return new Recording(phases);
    }
}
