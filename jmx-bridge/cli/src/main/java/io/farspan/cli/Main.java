package io.farspan.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.output.Style;
import io.farspan.cli.output.Terminal;
import io.farspan.cli.profile.Surroundings;
import io.farspan.protocol.problem.FarspanException;

/** {@code farspan}: the command line. */
public final class Main {

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] words) {
        Surroundings surroundings = new Surroundings(
                Terminal.ofProcess(System.getenv()),
                System.getenv(),
                userHome(System.getenv()),
                Main::pause,
                Clock.systemUTC(),
                System::nanoTime);
        System.exit(run(surroundings, words));
    }

    /** The person's folder as shells and the launcher know it, which need not be that of the account. */
    static Path userHome(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.isEmpty() ? System.getProperty("user.home") : home);
    }

    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs a command. */
    static int run(Surroundings surroundings, String... words) {
        return line(surroundings, words).execute(words);
    }

    private static CommandLine line(Surroundings surroundings, String... words) {
        Terminal terminal = surroundings.terminal();
        CommandLine line = new CommandLine(new FarspanCommand());
        Commands.of(surroundings, words).forEach(line::addSubcommand);
        withHelp(line);
        return line.setExpandAtFiles(false) // @FILE is a command's own, and a value may begin with @
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(Help.defaultColorScheme(terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setExecutionStrategy(Main::execute)
                .setParameterExceptionHandler((failure, given) -> malformed(failure, terminal))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, terminal));
    }

    private static void withHelp(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(() -> new String[] {
            "farspan "
                    + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                            .orElse("(not packaged)")
        });
        line.getSubcommands().values().forEach(Main::withHelp);
    }

    private static int execute(ParseResult parsed) {
        int code = new CommandLine.RunLast().execute(parsed);
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        Object result = last.commandSpec().commandLine().getExecutionResult();
        return result instanceof ExitCode known ? known.number() : code;
    }

    private static int malformed(ParameterException failure, Terminal terminal) {
        say(
                terminal,
                failure.getMessage() + "\n  next: "
                        + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.number();
    }

    private static int failed(Exception failure, Terminal terminal) {
        if (failure instanceof ParameterException malformed) {
            return malformed(malformed, terminal);
        }
        if (failure instanceof CommandFailure known) {
            say(terminal, known.text());
            return known.exitCode().number();
        }
        if (failure instanceof FarspanException known) {
            say(terminal, known.code() + ": " + known.problem().detail());
            return ExitCode.of(
                            known.code().name(),
                            known.code().status(),
                            known.code().retryable())
                    .number();
        }
        say(terminal, String.valueOf(failure));
        return ExitCode.FAILED.number();
    }

    private static void say(Terminal terminal, String text) {
        terminal.note(terminal.errIsTerminal() ? terminal.styled(Style.BAD, "farspan: ") + text : "farspan: " + text);
    }
}
