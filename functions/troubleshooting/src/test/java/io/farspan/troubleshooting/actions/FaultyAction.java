package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.ActionRevert;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.Role;

/** An action of a third party whose jar lacks a class that is first needed in one of its methods. */
record FaultyAction(String method) implements Action {

    private static final CountAction COUNT = new CountAction("faulty", true, 100, Optional.of(Duration.ofHours(1)));

    @Override
    public String name() {
        return COUNT.name();
    }

    @Override
    public String summary() {
        return COUNT.summary();
    }

    @Override
    public Role role() {
        return COUNT.role();
    }

    @Override
    public ActionPlan plan(ObjectNode arguments) {
        need("plan");
        return new Plan(COUNT.plan(arguments));
    }

    private void need(String here) {
        if (here.equals(method)) {
            throw new NoClassDefFoundError("shop/Missing");
        }
    }

    private final class Plan implements ActionPlan {

        private final ActionPlan plan;

        Plan(ActionPlan plan) {
            this.plan = plan;
        }

        @Override
        public List<JolokiaRequest> requests() {
            need("requests");
            return plan.requests();
        }

        @Override
        public boolean isRepeatable() {
            return plan.isRepeatable();
        }

        @Override
        public int answerBytes() {
            return plan.answerBytes();
        }

        @Override
        public ObjectNode shown() {
            return plan.shown();
        }

        @Override
        public JsonNode result(ActionAnswer answer) {
            need("result");
            return plan.result(answer);
        }

        @Override
        public ActionMerger merger() {
            need("merger");
            ActionMerger merger = plan.merger();
            return new ActionMerger() {
                @Override
                public void add(InstanceId instance, JsonNode result) {
                    need("add");
                    merger.add(instance, result);
                }

                @Override
                public JsonNode merged() {
                    need("merged");
                    return merger.merged();
                }
            };
        }

        @Override
        public Optional<ActionRevert> revert() {
            return plan.revert().map(revert -> new ActionRevert() {
                @Override
                public String of() {
                    return revert.of();
                }

                @Override
                public Duration after() {
                    return revert.after();
                }

                @Override
                public List<JolokiaRequest> before() {
                    return revert.before();
                }

                @Override
                public JsonNode state(ActionAnswer answer) {
                    need("state");
                    return revert.state(answer);
                }

                @Override
                public List<JolokiaRequest> requests(JsonNode state) {
                    need("undo");
                    return revert.requests(state);
                }
            });
        }
    }
}
