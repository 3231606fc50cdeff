package io.farspan.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine;

import io.farspan.cli.action.ActionCommand;
import io.farspan.cli.action.HistogramCommand;
import io.farspan.cli.action.LevelCommand;
import io.farspan.cli.action.ThreadsCommand;
import io.farspan.cli.call.ExecCommand;
import io.farspan.cli.call.GetCommand;
import io.farspan.cli.call.ListCommand;
import io.farspan.cli.call.SetCommand;
import io.farspan.cli.completion.CompletionCommand;
import io.farspan.cli.completion.NamesCommand;
import io.farspan.cli.config.ConfigCommand;
import io.farspan.cli.diagnosis.DiagnoseCommand;
import io.farspan.cli.install.InstallCommand;
import io.farspan.cli.jmx.JmxCommand;
import io.farspan.cli.ledger.LedgerCommand;
import io.farspan.cli.map.InstancesCommand;
import io.farspan.cli.map.LocationsCommand;
import io.farspan.cli.map.MapCommand;
import io.farspan.cli.move.FailoverCommand;
import io.farspan.cli.move.HomeCommand;
import io.farspan.cli.move.WeightsCommand;
import io.farspan.cli.plugin.PluginCommand;
import io.farspan.cli.policy.PolicyCommand;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.telemetry.LogsCommand;
import io.farspan.cli.telemetry.MetricsCommand;

/** The commands there are. Only the one that is named is made where that is known, because each takes its time. */
final class Commands {

    /** The command that needs all others, because it writes them into a script. */
    private static final String OF_ALL = "completion";

    private static final List<String> NAMES = List.of(
            "get",
            "set",
            "exec",
            "list",
            "instances",
            "locations",
            "map",
            "diagnose",
            "logs",
            "metrics",
            "threads",
            "histo",
            "level",
            "action",
            "failover",
            "weights",
            "home",
            "ledger",
            "plugin",
            "policy",
            "jmx",
            "config",
            "completion",
            "install",
            "names");

    private Commands() {}

    /** The commands by name that a line of words needs. */
    static Map<String, CommandLine> of(Surroundings surroundings, String... words) {
        Map<String, CommandLine> made = new LinkedHashMap<>();
        boolean one = words.length > 0 && NAMES.contains(words[0]) && !words[0].equals(OF_ALL);
        for (String name : one ? List.of(words[0]) : NAMES) {
            Object command = command(name, surroundings);
            made.put(name, command instanceof CommandLine parent ? parent : new CommandLine(command));
        }
        return made;
    }

    private static Object command(String name, Surroundings surroundings) {
        return switch (name) {
            case "get" -> new GetCommand(surroundings);
            case "set" -> new SetCommand(surroundings);
            case "exec" -> new ExecCommand(surroundings);
            case "list" -> new ListCommand(surroundings);
            case "instances" -> new InstancesCommand(surroundings);
            case "locations" -> new LocationsCommand(surroundings);
            case "map" -> new MapCommand(surroundings);
            case "diagnose" -> new DiagnoseCommand(surroundings);
            case "logs" -> new LogsCommand(surroundings);
            case "metrics" -> new MetricsCommand(surroundings);
            case "threads" -> new ThreadsCommand(surroundings);
            case "histo" -> new HistogramCommand(surroundings);
            case "level" -> new LevelCommand(surroundings);
            case "action" -> ActionCommand.with(surroundings);
            case "failover" -> new FailoverCommand(surroundings);
            case "weights" -> new WeightsCommand(surroundings);
            case "home" -> new HomeCommand(surroundings);
            case "ledger" -> new LedgerCommand(surroundings);
            case "plugin" -> PluginCommand.with(surroundings);
            case "policy" -> PolicyCommand.with(surroundings);
            case "jmx" -> new JmxCommand(surroundings);
            case "config" -> ConfigCommand.with(surroundings);
            case "completion" -> new CompletionCommand(surroundings);
            case "install" -> new InstallCommand(surroundings, Main::run);
            case "names" -> new NamesCommand(surroundings);
            default -> throw new IllegalArgumentException("There is no command '" + name + "'");
        };
    }
}
