package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.ActionRevert;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;

/** An action as a third party could add it: it counts instances. */
record CountAction(String name, boolean isRepeatable, int answerBytes, Optional<Duration> undoneAfter)
        implements Action {

    static final String DO = "{\"type\":\"exec\",\"mbean\":\"shop:type=Orders\",\"operation\":\"count\"}";
    static final String LOOK = "{\"type\":\"read\",\"mbean\":\"shop:type=Orders\",\"attribute\":\"Count\"}";
    static final String UNDO = "{\"type\":\"exec\",\"mbean\":\"shop:type=Orders\",\"operation\":\"uncount\"}";

    static CountAction of(boolean repeatable) {
        return new CountAction("count", repeatable, 100, Optional.empty());
    }

    @Override
    public String summary() {
        return "Counts.";
    }

    @Override
    public Role role() {
        return Role.OPERATOR;
    }

    @Override
    public ActionPlan plan(ObjectNode arguments) {
        return new Plan(this, arguments);
    }

    private record Plan(CountAction action, ObjectNode shown) implements ActionPlan {

        @Override
        public List<JolokiaRequest> requests() {
            return List.of(JolokiaRequest.of(RawJson.of(DO)));
        }

        @Override
        public boolean isRepeatable() {
            return action.isRepeatable;
        }

        @Override
        public int answerBytes() {
            return action.answerBytes;
        }

        @Override
        public JsonNode result(ActionAnswer answer) {
            return answer.value(0);
        }

        @Override
        public ActionMerger merger() {
            return new ActionMerger() {
                private int count;

                @Override
                public void add(InstanceId instance, JsonNode result) {
                    count++;
                }

                @Override
                public JsonNode merged() {
                    return JsonNodeFactory.instance.objectNode().put("count", count);
                }
            };
        }

        @Override
        public Optional<ActionRevert> revert() {
            return action.undoneAfter.map(after -> new ActionRevert() {
                @Override
                public String of() {
                    return "the count" + (action.name.equals("count") ? "" : " of " + action.name);
                }

                @Override
                public Duration after() {
                    return after;
                }

                @Override
                public List<JolokiaRequest> before() {
                    return List.of(JolokiaRequest.of(RawJson.of(LOOK)));
                }

                @Override
                public JsonNode state(ActionAnswer answer) {
                    return answer.value(0);
                }

                @Override
                public List<JolokiaRequest> requests(JsonNode state) {
                    return List.of(JolokiaRequest.of(RawJson.of(UNDO)));
                }
            });
        }
    }
}
