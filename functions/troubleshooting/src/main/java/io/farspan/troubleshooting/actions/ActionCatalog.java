package io.farspan.troubleshooting.actions;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.farspan.plugin.action.Action;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.plugin.Plugin;
import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.protocol.plugin.Plugins;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The kinds of actions that this router has: its own, and those in its folder of plugins. */
@Singleton
class ActionCatalog {

    private final Plugins<Action> actions;

    @Inject
    ActionCatalog(PluginFolder folder) {
        this(folder.find(Action.class, action -> Names.requireLabel("action", action.name())));
    }

    ActionCatalog(Plugins<Action> actions) {
        this.actions = actions;
    }

    Optional<Action> find(String name) {
        return actions.find(name);
    }

    /** The action of that name; fails with {@code MALFORMED_REQUEST} and the names that there are. */
    Action require(String name) {
        return find(name)
                .orElseThrow(() -> new FarspanException(
                        ProblemCode.MALFORMED_REQUEST,
                        "'action' is '" + Names.shorten(name) + "', but the actions are "
                                + String.join(", ", names())
                                + ". Choose one of them, or put the jar of another into the folder that"
                                + " farspan.plugins names."));
    }

    /** What there is, by name. */
    List<ActionReport.Kind> kinds() {
        return actions.usable().stream()
                .map(Plugin::offer)
                .map(action -> new ActionReport.Kind(action.name(), action.summary(), action.role()))
                .sorted(Comparator.comparing(ActionReport.Kind::name))
                .toList();
    }

    private List<String> names() {
        return actions.names().stream().sorted().toList();
    }
}
