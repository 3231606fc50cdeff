package io.farspan.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * POSIX shell functions that print what may follow some words, a line each, or {@code :files}. They know commands, options
 * and fixed values by themselves, and read targets and profiles from files, so that no JVM starts between two keys. Names
 * that are older than a minute are read again in the background.
 */
final class CandidateScript {

    /** Values of options that are words. */
    private static final Map<String, List<String>> WORDS = Map.of(
            "--output", List.of("table", "json", "yaml", "name"),
            "--level", List.of("trace", "debug", "info", "warn", "error", "fatal"),
            "--aggregate", List.of("sum", "avg", "min", "max", "p50", "p90", "p99"),
            "--unify", List.of("sum", "avg", "min", "max", "p50", "p99", "merge"),
            "--kind", List.of("call", "map", "policy", "verdict", "failover", "home", "action", "login"),
            "--set", List.of("OFF", "SEVERE", "WARNING", "INFO", "CONFIG", "FINE", "FINER", "FINEST", "ALL"),
            "--role", List.of("viewer", "operator", "admin"));

    private static final String READ =
            """
            __farspan_profile() {
              if [ -n "$1" ]; then
                printf '%s\\n' "$1"
              else
                sed -n 's/^use *= *//p' "${FARSPAN_CONFIG:-${XDG_CONFIG_HOME:-$HOME/.config}/farspan/config}" 2>/dev/null
              fi
            }
            __farspan_profiles() {
              sed -n 's/^\\[\\(.*\\)\\]$/\\1/p' "${FARSPAN_CONFIG:-${XDG_CONFIG_HOME:-$HOME/.config}/farspan/config}" 2>/dev/null
            }
            __farspan_targets() {
              local profile folder names
              profile=$(__farspan_profile "$1")
              folder=${XDG_CACHE_HOME:-$HOME/.cache}/farspan
              names=$folder/names-${profile:-default}
              cat "$names" 2>/dev/null
              if [ -z "$(find "$names.asked" -mmin -1 2>/dev/null)" ]; then
                { mkdir -p "$folder" && true >| "$names.asked"; } 2>/dev/null || return 0
                (farspan names ${profile:+--profile} ${profile:+"$profile"} </dev/null >/dev/null 2>&1 &)
              fi
            }
            __farspan_candidates() {
              local at profile before word values
              at=
              profile=${FARSPAN_PROFILE:-}
              before=
              shift
              for word; do
                case $before in -p | --profile) profile=$word ;; esac
                case $word in
                  -*) ;;
                  *) if __farspan_commands "$at" | grep -qxF -e "$word"; then at=${at:+$at }$word; fi ;;
                esac
                before=$word
              done
              values=$(__farspan_values "$before")
              case $values in
                :none) return ;;
                :files) echo :files ;;
                :profiles) __farspan_profiles ;;
                :locations) __farspan_targets "$profile" | sed -n 's|^[^/]*/\\([^/]*\\)$|\\1|p' | grep -vx primary | sort -u ;;
                '')
                  __farspan_commands "$at"
                  __farspan_options "$at"
                  case $at in
                    'config use' | 'config remove') __farspan_profiles ;;
                    completion) printf '%s\\n' bash zsh fish ;;
                    '' | config* | install | action | plugin | policy) ;;
                    *) __farspan_targets "$profile" ;;
                  esac ;;
                *) printf '%s\\n' "$values" ;;
              esac
            }
            """;

    private CandidateScript() {}

    /** The functions for a command and all below it. */
    static String of(CommandSpec root) {
        Map<String, CommandSpec> commands = new TreeMap<>();
        collect("", root, commands);
        return function("__farspan_commands", commands, CandidateScript::subcommands)
                + function("__farspan_options", commands, CandidateScript::options)
                + values(commands)
                + READ;
    }

    private static void collect(String path, CommandSpec command, Map<String, CommandSpec> commands) {
        commands.put(path, command);
        command.subcommands().forEach((name, line) -> {
            if (!line.getCommandSpec().usageMessage().hidden()) {
                collect((path + " " + name).strip(), line.getCommandSpec(), commands);
            }
        });
    }

    private static List<String> subcommands(CommandSpec command) {
        return command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(spec -> !spec.usageMessage().hidden())
                .map(CommandSpec::name)
                .toList();
    }

    private static List<String> options(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Stream.of(option.names()))
                .sorted()
                .toList();
    }

    private static String function(
            String name,
            Map<String, CommandSpec> commands,
            java.util.function.Function<CommandSpec, List<String>> words) {
        StringBuilder script = new StringBuilder(name + "() {\n  case $1 in\n");
        commands.forEach((path, command) -> {
            List<String> some = words.apply(command);
            if (!some.isEmpty()) {
                script.append("    '")
                        .append(path)
                        .append("') printf '%s\\n' ")
                        .append(quoted(some))
                        .append(" ;;\n");
            }
        });
        return script.append("  esac\n}\n").toString();
    }

    private static String values(Map<String, CommandSpec> commands) {
        Map<String, List<String>> namesByValues = new TreeMap<>();
        commands.values().stream()
                .flatMap(command -> command.options().stream())
                .filter(option -> option.arity().min() > 0)
                .forEach(option -> namesByValues
                        .computeIfAbsent(valuesOf(option), values -> new ArrayList<>())
                        .addAll(List.of(option.names())));
        StringBuilder script = new StringBuilder("__farspan_values() {\n  case $1 in\n");
        namesByValues.forEach((values, names) -> script.append("    ")
                .append(String.join(" | ", new TreeSet<>(names)))
                .append(") printf '%s\\n' ")
                .append(values)
                .append(" ;;\n"));
        return script.append("  esac\n}\n").toString();
    }

    private static String valuesOf(OptionSpec option) {
        List<String> words = WORDS.get(option.longestName());
        if (words != null) {
            return quoted(words);
        }
        return switch (option.paramLabel()) {
            case "FILE" -> ":files";
            case "LOCATION" -> ":locations";
            default -> option.longestName().equals("--profile") ? ":profiles" : ":none";
        };
    }

    private static String quoted(List<String> words) {
        return words.stream()
                .map(word -> word.matches("[A-Za-z0-9-]+") ? word : "'" + word + "'")
                .collect(Collectors.joining(" "));
    }
}
