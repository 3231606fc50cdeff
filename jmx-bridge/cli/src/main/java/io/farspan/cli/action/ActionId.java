package io.farspan.cli.action;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;

/** The id of an action as people give it. */
final class ActionId {

    private ActionId() {}

    /** The id, if it can be one: it becomes a part of a path. */
    static String checked(String text) {
        if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "'" + text + "' is no action's id. 'farspan action list' lists actions with theirs.");
        }
        return text;
    }
}
