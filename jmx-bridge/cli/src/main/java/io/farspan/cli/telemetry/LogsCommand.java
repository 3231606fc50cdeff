package io.farspan.cli.telemetry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Query;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.output.Format;
import io.farspan.cli.output.Terminal;
import io.farspan.cli.output.Yaml;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Times;

/** Shows logs. */
@Command(name = "logs", description = "Shows the logs of all instances by time, and follows them.")
public final class LogsCommand implements Callable<ExitCode> {

    /** As many records as home gives at once. */
    private static final int PAGE = 1_000;

    private static final String USUAL = "1h";

    @Mixin
    private final Session session;

    @Mixin
    private final LogOptions options = new LogOptions();

    @Option(
            names = {"-f", "--follow"},
            description = "What arrives from now on, until interrupted; goes on after a cut where it was.")
    private boolean follow;

    @Option(names = "--since", paramLabel = "TIME", description = "An instant, or how long ago (default: 1h).")
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "An instant, or how long ago.")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "The most records, oldest first (default: 1000); 0 for all.")
    private int limit = PAGE;

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "APPLICATION, APPLICATION/LOCATION or APPLICATION/LOCATION/INSTANCE.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public LogsCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.target(target);
        if (asked.primary()) {
            throw new CommandFailure(ExitCode.USAGE, "Logs are of an instance, not of whichever is the primary one.");
        }
        if (limit < 0) {
            throw new CommandFailure(ExitCode.USAGE, "--limit must be at least 0.");
        }
        if (!follow) {
            return list(asked);
        }
        if (since.isPresent() || until.isPresent()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--follow shows what arrives from now on; read the past without it, with --since.");
        }
        return new LogFollower(
                        session,
                        Session.path(asked, "/logs"),
                        options.query(asked).with("follow", "true"))
                .follow(this::print);
    }

    private ExitCode list(Target asked) throws IOException {
        Clock clock = session.surroundings().clock();
        Instant from = Times.instant("--since", since.orElse(USUAL), clock); // of all pages, however long they take
        Optional<Instant> to = until.map(text -> Times.instant("--until", text, clock));
        Optional<String> after = Optional.empty();
        long left = limit == 0 ? Long.MAX_VALUE : limit;
        do {
            Query query = options.query(asked)
                    .with("from", from.toString())
                    .with("to", to)
                    .with("limit", Long.toString(Math.min(left, PAGE)))
                    .with("after", after);
            after = Optional.empty();
            try (InputStream in = session.home()
                            .open(Session.path(asked, "/logs"), query, Map.of("Accept", "application/x-ndjson"));
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    JsonNode record = JsonTree.read(line);
                    if (record.has("next")) {
                        after = Optional.of(record.path("next").asText());
                    } else {
                        if (!print(record)) {
                            return ExitCode.OK;
                        }
                        left--;
                    }
                }
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.UNREACHABLE, "The connection to home was cut: " + e.getMessage() + ". Ask again.", e);
            }
        } while (after.isPresent() && left > 0);
        if (after.isPresent() && session.isForPeople()) {
            session.terminal().note("There are more; narrow them down, or use --limit 0 for all.");
        }
        return ExitCode.OK;
    }

    /** Shows a record; false when nobody reads any more. */
    private boolean print(JsonNode record) {
        Terminal terminal = session.terminal();
        if (session.format() == Format.YAML) {
            terminal.out().print("---\n" + Yaml.write(record));
        } else {
            terminal.out()
                    .println(
                            session.format() == Format.JSON
                                    ? JsonTree.write(record)
                                    : new LogLine(record).text(terminal));
        }
        return terminal.isRead();
    }
}
