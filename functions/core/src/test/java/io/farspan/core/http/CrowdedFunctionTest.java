package io.farspan.core.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.core.agent.ScriptedAgent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A function of 256 MB and 50 agents that answer 8 MiB each, at once. */
class CrowdedFunctionTest {

    private static final int AGENTS = 50;
    private static final int EACH = (8 << 20) - 500;

    @TempDir
    Path folder;

    private record Ended(int code, String output) {}

    @Test
    void equalAnswersAreHeldOnceAndOtherCallsGoOn() throws Exception {
        Ended ended = crowd(0, false);

        assertThat(ended.code).as(ended.output).isZero();
        assertThat(CrowdedFunction.line(ended.output))
                .hasValueSatisfying(line ->
                        assertThat(line).contains("{ANSWERED=50}", "FAILED 0").doesNotContain("SMALL 0"));
    }

    @Test
    void differentAnswersThatDoNotFitCostThemselvesOnly() throws Exception {
        Ended ended = crowd(0, true);

        assertThat(ended.code).as(ended.output).isZero();
        assertThat(CrowdedFunction.line(ended.output)).hasValueSatisfying(line -> assertThat(line)
                .contains("ANSWERED=", "TOO_MUCH=", "FAILED 0")
                .doesNotContain("SMALL 0"));
    }

    @Test
    void withoutAdmissionTheProcessEndsAndSaysWhy() throws Exception {
        Ended ended = crowd(Long.MAX_VALUE / 2, true);

        assertThat(ended.code).as(ended.output).isEqualTo(3);
        assertThat(ended.output).contains("Terminating due to java.lang.OutOfMemoryError");
    }

    private Ended crowd(long inFlight, boolean different) throws IOException, InterruptedException {
        byte[] filling = "x".repeat(EACH).getBytes(UTF_8);
        List<ScriptedAgent> agents = new ArrayList<>();
        try {
            agents.add(ScriptedAgent.answering(FunctionStage.ANSWER));
            for (int i = 0; i < AGENTS; i++) {
                String start = "[{\"value\":{\"who\":" + (different ? i : 0) + ",\"text\":\"";
                String end = "\"},\"status\":200,\"timestamp\":" + (1_000 + i) + "}]";
                agents.add(new ScriptedAgent((body, out, number) -> {
                    out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(UTF_8));
                    for (byte[] piece : List.of(start.getBytes(UTF_8), filling, end.getBytes(UTF_8))) {
                        out.write((Integer.toHexString(piece.length) + "\r\n").getBytes(UTF_8));
                        out.write(piece);
                        out.write("\r\n".getBytes(UTF_8));
                    }
                    out.write("0\r\n\r\n".getBytes(UTF_8));
                    return true;
                }));
            }
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CrowdedFunction.class.getName(),
                    Long.toString(inFlight)));
            agents.forEach(agent -> command.add(Integer.toString(agent.address().getPort())));
            Path log = folder.resolve("function.log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
                return new Ended(process.exitValue(), Files.readString(log));
            } finally {
                process.destroyForcibly();
            }
        } finally {
            for (ScriptedAgent agent : agents) {
                agent.close();
            }
        }
    }
}
