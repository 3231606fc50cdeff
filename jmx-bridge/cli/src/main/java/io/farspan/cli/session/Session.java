package io.farspan.cli.session;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Certificates;
import io.farspan.cli.home.HomeAddresses;
import io.farspan.cli.home.HomeClient;
import io.farspan.cli.home.NameCache;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.output.Format;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Progress;
import io.farspan.cli.output.Table;
import io.farspan.cli.output.Terminal;
import io.farspan.cli.output.Yaml;
import io.farspan.cli.profile.Credentials;
import io.farspan.cli.profile.Settings;
import io.farspan.cli.profile.Surroundings;

/** The options of every command that asks home, and what follows from them. */
public final class Session {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Surroundings surroundings;

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME",
            description = "The profile to use instead of the one that 'farspan config use' chose.")
    private Optional<String> profile = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "table (the default), json and yaml (the API's answer), or name.")
    private Optional<Format> output = Optional.empty();

    @Option(names = "--home", paramLabel = "URL", description = "The router; several separated by commas.")
    private Optional<String> home = Optional.empty();

    @Option(names = "--user", paramLabel = "NAME", description = "Who asks.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file whose first line is the password.")
    private Optional<String> passwordFile = Optional.empty();

    @Option(names = "--password-command", paramLabel = "COMMAND", description = "A program that prints the password.")
    private Optional<String> passwordCommand = Optional.empty();

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file with a token of OpenID Connect.")
    private Optional<String> tokenFile = Optional.empty();

    @Option(
            names = "--certificates",
            paramLabel = "FILE",
            description = "PEM certificates of the authority that signed home's, unless it is a public one.")
    private Optional<String> certificates = Optional.empty();

    private Optional<Settings> settings = Optional.empty();
    private Optional<HomeClient> client = Optional.empty();

    /** Options that nobody has given yet. */
    public Session(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** What the command finds around it. */
    public Surroundings surroundings() {
        return surroundings;
    }

    /** Where it writes. */
    public Terminal terminal() {
        return surroundings.terminal();
    }

    /** The settings in force. */
    public Settings settings() {
        if (settings.isEmpty()) {
            Map<String, String> options = new HashMap<>();
            home.ifPresent(value -> options.put("home", value));
            user.ifPresent(value -> options.put("user", value));
            passwordFile.ifPresent(value -> options.put("password-file", value));
            passwordCommand.ifPresent(value -> options.put("password-command", value));
            tokenFile.ifPresent(value -> options.put("token-file", value));
            certificates.ifPresent(value -> options.put("certificates", value));
            settings = Optional.of(Settings.of(surroundings, profile, options));
        }
        return settings.get();
    }

    /** The routers' addresses. */
    public List<URI> homes() {
        return settings()
                .find("home")
                .map(HomeAddresses::parse)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "Nothing says where home is. Say it once: 'farspan config set home=https://ROUTER:8443 user=NAME', or"
                                + " with --home or FARSPAN_HOME."));
    }

    /** The client that trusts whom the settings say. */
    public HttpClient http() {
        HttpClient.Builder http =
                HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
        settings()
                .find("certificates")
                .map(Path::of)
                .map(Certificates::trusting)
                .ifPresent(http::sslContext);
        return http.build();
    }

    /** Home's API with this person's credentials. */
    public HomeClient home() {
        if (client.isEmpty()) {
            List<URI> homes = homes();
            client = Optional.of(
                    new HomeClient(http(), homes, new Credentials(surroundings, settings()).authorization()));
        }
        return client.get();
    }

    /** The target that an argument names, or else the application of the settings. */
    public Target target(Optional<String> argument) {
        return Target.parse(
                argument.or(() -> settings().find("application"))
                        .orElseThrow(
                                () -> new CommandFailure(
                                        ExitCode.USAGE,
                                        "Nothing says which application is meant. Name it, or set one: 'farspan config set application=NAME'.")));
    }

    /** The same for a command about a whole application: what is smaller is refused, because it would be ignored. */
    public Target application(Optional<String> argument) {
        Target asked = target(argument);
        if (asked.primary() || asked.location().isPresent()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "This command is about an application, not a part of one. Name '" + asked.application()
                            + "' instead of '" + asked + "'.");
        }
        return asked;
    }

    /** The path of an application in the API. */
    public static String path(Target target, String resource) {
        return "/api/v1/applications/" + target.application() + resource;
    }

    /** The names that completion offers. */
    public NameCache names() {
        return NameCache.of(surroundings.cacheFolder(), settings().profile());
    }

    /** Asks home for what may take its time, and says so on a terminal. */
    public <T> T during(String what, Callable<T> work) throws Exception {
        return during(() -> what, work);
    }

    /** Asks home for what may take its time, and says on a terminal how far it is. */
    public <T> T during(Supplier<String> what, Callable<T> work) throws Exception {
        home(); // asks for the password, if it must, before the line of progress is where it asks
        return Progress.during(terminal(), what, work);
    }

    /** The form of the answer. */
    public Format format() {
        return output.or(() -> settings().find("output").map(Session::format)).orElse(Format.TABLE);
    }

    private static Format format(String text) {
        return Stream.of(Format.values())
                .filter(format -> format.toString().equals(text.toLowerCase(Locale.ROOT)))
                .findAny()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE, "output must be table, json, yaml or name, not '" + text + "'."));
    }

    /** Whether a person reads the answer, so that failures in it must be said beside it. */
    public boolean isForPeople() {
        return format() == Format.TABLE || format() == Format.NAME;
    }

    /** Shows an answer. */
    public void show(JsonNode document, Supplier<Table> table, Supplier<List<String>> names) {
        show(document, terminal -> table.get().print(terminal), names);
    }

    /** Shows an answer that is more than a table to people. */
    public void show(JsonNode document, Consumer<Terminal> people, Supplier<List<String>> names) {
        switch (format()) {
            case JSON -> terminal().out().println(JsonTree.pretty(document));
            case YAML -> terminal().out().print("---\n" + Yaml.write(document));
            case NAME ->
                names.get().stream().map(Printable::line).forEach(terminal().out()::println);
            case TABLE -> people.accept(terminal());
        }
        terminal().out().flush();
    }
}
