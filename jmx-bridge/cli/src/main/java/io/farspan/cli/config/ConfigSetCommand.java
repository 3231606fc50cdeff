package io.farspan.cli.config;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.HomeAddresses;
import io.farspan.cli.profile.Profile;
import io.farspan.cli.profile.ProfileFile;
import io.farspan.cli.profile.Surroundings;

/** Changes a profile, or makes it. */
@Command(
        name = "set",
        description = "Changes settings of a profile, or makes one: farspan config set -p prod home=https://… user=me."
                + " Settings are home, user, application, password-file, password-command, token-file, certificates, output;"
                + " an empty value removes one.")
public final class ConfigSetCommand implements Callable<ExitCode> {

    private final Surroundings surroundings;

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME",
            description = "The profile, by default the one in use.")
    private Optional<String> name = Optional.empty();

    @Parameters(arity = "1..*", paramLabel = "SETTING=VALUE", description = "What is to be changed.")
    private List<String> changes = List.of();

    /** The command. */
    public ConfigSetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        ProfileFile file = ProfileFile.read(surroundings.configFile());
        String chosen = name.or(() -> surroundings.variable("FARSPAN_PROFILE"))
                .or(file::used)
                .orElse("default");
        Profile profile = file.profiles().containsKey(chosen) ? file.find(chosen) : Profile.empty(chosen);
        for (String change : changes) {
            int equals = change.indexOf('=');
            if (equals < 1) {
                throw new CommandFailure(ExitCode.USAGE, "'" + change + "' must be written SETTING=VALUE.");
            }
            String setting = change.substring(0, equals);
            String value = change.substring(equals + 1);
            if (setting.equals("home") && !value.isEmpty()) {
                HomeAddresses.parse(value);
            }
            profile = profile.with(setting, value);
        }
        file.with(profile).write(surroundings.configFile());
        return ExitCode.OK;
    }
}
