package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionRevert;
import io.farspan.protocol.call.JolokiaRequest;

/** How an action is undone, of which all is read at once that does not depend on answers. */
record PluginRevert(ActionRevert made, String of, Duration after, List<JolokiaRequest> before) implements ActionRevert {

    static ActionRevert read(ActionRevert revert) {
        return new PluginRevert(revert, revert.of(), revert.after(), List.copyOf(revert.before()));
    }

    @Override
    public JsonNode state(ActionAnswer answer) {
        return made.state(answer);
    }

    @Override
    public List<JolokiaRequest> requests(JsonNode state) {
        return made.requests(state);
    }

    @Override
    public boolean isUndone(ActionAnswer answer) {
        return made.isUndone(answer);
    }
}
