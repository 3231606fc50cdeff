package io.farspan.core.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import org.jspecify.annotations.Nullable;

import io.farspan.plugin.JsonContent;
import io.farspan.plugin.PluginAnswer;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Takes a plugin's answer as far as there is room for it, and only when it is what an answer must be. */
final class AnswerReader {

    private static final int FIRST = 1_024;
    private static final int LONGEST_DETAIL = 1_000;

    private final String plugin;
    private final String location;
    private final Set<InstanceId> selected;
    private long left = PluginAnswer.LARGEST;

    AnswerReader(String plugin, String location, Set<InstanceId> selected) {
        this.plugin = plugin;
        this.location = location;
        this.selected = selected;
    }

    /**
     * The outcomes of an answer.
     *
     * @throws FarspanException {@code PLUGIN_ANSWER_INVALID} for what is not an answer
     * @throws IOException what the plugin throws while it writes, {@link JsonContent.TooLarge} among it
     */
    List<PluginOutcome> read(@Nullable PluginAnswer answer, long tookMs) throws IOException {
        if (answer == null) {
            throw invalid("it returned null");
        }
        List<PluginOutcome> outcomes = new ArrayList<>();
        if (answer.value().isPresent() || answer.instances().isEmpty()) {
            outcomes.add(PluginOutcome.answered(
                    location,
                    Optional.empty(),
                    tookMs,
                    value(answer.value().orElse(JsonContent.of(RawJson.of("null"))))));
        }
        Set<InstanceId> seen = new HashSet<>();
        for (PluginAnswer.OfInstance of : answer.instances()) {
            if (!selected.contains(of.instance()) || !seen.add(of.instance())) {
                throw invalid("it answers for " + of.instance() + ", which was not selected or has an answer already");
            }
            outcomes.add(
                    of.value().isPresent()
                            ? PluginOutcome.answered(
                                    location,
                                    Optional.of(of.instance()),
                                    tookMs,
                                    value(of.value().get()))
                            : PluginOutcome.failed(
                                    location,
                                    Optional.of(of.instance()),
                                    tookMs,
                                    problem(of.problem().orElseThrow())));
        }
        return outcomes;
    }

    /** A problem as far as a plugin may word it: a code, a short detail and a stage, and nothing that only home may add. */
    static Problem shortened(Problem problem) {
        String detail = String.valueOf(problem.detail());
        Problem ours = Problem.of(
                problem.code(),
                Text.escape(
                        detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL - 3) + "..."));
        return problem.stage().map(ours::at).orElse(ours);
    }

    private Problem problem(Problem problem) throws IOException {
        Problem ours = shortened(problem);
        take(ours.detail().getBytes(UTF_8).length);
        return ours;
    }

    private void take(int bytes) throws JsonContent.TooLarge {
        if (bytes > left) {
            throw new JsonContent.TooLarge();
        }
        left -= bytes;
    }

    private RawJson value(JsonContent content) throws IOException {
        Bounded bytes = new Bounded();
        content.writeTo(bytes);
        return oneValue(bytes.taken.toByteArray());
    }

    /** What is put into an answer of ours unread would otherwise be able to say anything in our name. */
    private RawJson oneValue(byte[] bytes) {
        try (JsonParser parser = Json.wire().createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw invalid("it wrote nothing");
            }
            RawJson value = RawJson.skipForeign(parser, bytes);
            if (parser.nextToken() != null) {
                throw invalid("it wrote more than one JSON value");
            }
            return value;
        } catch (IOException e) {
            throw invalid("it is not JSON: " + Json.explain(e));
        }
    }

    private FarspanException invalid(String why) {
        return new FarspanException(
                ProblemCode.PLUGIN_ANSWER_INVALID,
                "The answer of the plugin '" + plugin + "' in " + location + " cannot be used: " + why
                        + ". Report this to the plugin's author.");
    }

    /** Takes what there is room for. */
    private final class Bounded extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream(FIRST);

        @Override
        public void write(int next) throws IOException {
            take(1);
            taken.write(next);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            take(length);
            taken.write(from, offset, length);
        }
    }
}
