package io.farspan.cli.call;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.json.JsonTree;

/** Values for an MBean as they are typed. */
final class Arguments {

    private Arguments() {}

    /** A text as it is, which the agent converts, or JSON. */
    static JsonNode parse(String text, boolean json) {
        if (!json) {
            return JsonTree.object().textNode(text);
        }
        try {
            return JsonTree.read(text);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "'" + text + "' is not JSON: " + e.getMessage(), e);
        }
    }
}
