package io.farspan.troubleshooting.level;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.ActionRevert;
import io.farspan.plugin.action.Arguments;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.request.Requests;
import io.farspan.troubleshooting.request.SpreadMerger;

/**
 * Reads the level of a logger of {@code java.util.logging}, or sets it for a time: {@code "seconds"} later, ten minutes by
 * default, each instance gets the level back that it had.
 */
public final class LevelAction implements Action {

    private static final String LOGGING = "java.util.logging:type=Logging";
    private static final Set<String> LEVELS =
            Set.of("OFF", "SEVERE", "WARNING", "INFO", "CONFIG", "FINE", "FINER", "FINEST", "ALL");
    private static final int LONGEST_NAME = 300;
    private static final int ANSWER_BYTES = 1_024;
    private static final Duration USUAL = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "level";
    }

    @Override
    public String summary() {
        return "Reads the level of a logger of java.util.logging, or sets it for a time.";
    }

    /** What sets a level needs a grant that only operators have. */
    @Override
    public Role role() {
        return Role.VIEWER;
    }

    @Override
    public ActionPlan plan(ObjectNode arguments) {
        Arguments checked = new Arguments(arguments, "logger", "level", "seconds");
        String logger = checked.text("logger", LONGEST_NAME)
                .orElseThrow(() -> new IllegalArgumentException(
                        "arguments.logger is required: the name of a logger, \"\" for the root"));
        Optional<String> level = checked.word("level", LEVELS);
        Optional<Duration> time = checked.seconds("seconds", Duration.ofSeconds(1), Duration.ofDays(1));
        if (level.isEmpty() && time.isPresent()) {
            throw new IllegalArgumentException(
                    "arguments.seconds needs arguments.level, which is then set for so long");
        }
        return new Plan(arguments, logger, level, time.orElse(USUAL));
    }

    private static JolokiaRequest get(String logger) {
        return Requests.exec(
                LOGGING, "getLoggerLevel", JsonNodeFactory.instance.arrayNode().add(logger));
    }

    private static JolokiaRequest set(String logger, Optional<String> level) {
        ArrayNode arguments = JsonNodeFactory.instance.arrayNode().add(logger);
        level.ifPresentOrElse(arguments::add, arguments::addNull);
        return Requests.exec(LOGGING, "setLoggerLevel", arguments);
    }

    /** The level that a logger has; empty when it has that of its parent. */
    private static String levelIn(ActionAnswer answer, int request, String logger) {
        JsonNode value = answer.value(request);
        if (!value.isTextual() || !(value.textValue().isEmpty() || isLevel(value.textValue()))) {
            throw new FarspanException(
                    ProblemCode.INSTANCE_REFUSED,
                    answer.instance() + " has no logger '" + Names.shorten(logger)
                            + "' of java.util.logging (yet). A class makes its logger when it is first used.");
        }
        return value.textValue();
    }

    /** Also a level of the application's own. */
    private static boolean isLevel(String text) {
        return text.matches("[A-Za-z0-9_.-]{1,40}");
    }

    private record Plan(ObjectNode shown, String logger, Optional<String> level, Duration time) implements ActionPlan {

        @Override
        public List<JolokiaRequest> requests() {
            return level.isPresent() ? List.of(set(logger, level), get(logger)) : List.of(get(logger));
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public int answerBytes() {
            return ANSWER_BYTES;
        }

        @Override
        public JsonNode result(ActionAnswer answer) {
            if (level.isPresent()) {
                answer.value(0);
            }
            return JsonNodeFactory.instance
                    .objectNode()
                    .put(logger, levelIn(answer, level.isPresent() ? 1 : 0, logger));
        }

        @Override
        public ActionMerger merger() {
            return new SpreadMerger();
        }

        @Override
        public Optional<ActionRevert> revert() {
            return level.isEmpty() ? Optional.empty() : Optional.of(new Revert(logger, time));
        }
    }

    private record Revert(String logger, Duration after) implements ActionRevert {

        @Override
        public String of() {
            return "the level of the logger '" + logger + "'";
        }

        @Override
        public List<JolokiaRequest> before() {
            return List.of(get(logger));
        }

        @Override
        public JsonNode state(ActionAnswer answer) {
            return JsonNodeFactory.instance.textNode(levelIn(answer, 0, logger));
        }

        @Override
        public List<JolokiaRequest> requests(JsonNode state) {
            return List.of(get(logger), set(logger, Optional.of(state.asText()).filter(level -> !level.isEmpty())));
        }

        /** Also where the logger is no longer there, as after a restart: it comes with the level that is configured. */
        @Override
        public boolean isUndone(ActionAnswer answer) {
            return answer.find(0).filter(level -> !level.isTextual()).isPresent()
                    || ActionRevert.super.isUndone(answer);
        }
    }
}
