package io.farspan.cli.install;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.profile.Surroundings;

/** Installs the jar, its launcher and the archive of loaded classes. */
@Command(
        name = "install",
        description =
                "Installs 'farspan' under a folder: bin/farspan, share/farspan/farspan.jar and an archive of loaded"
                        + " classes, with which it starts fast.")
public final class InstallCommand implements Callable<ExitCode> {

    private static final String LAUNCHER = "farspan";

    /** Runs commands. */
    public interface Runner {
        int run(Surroundings surroundings, String... words);
    }

    private final Surroundings surroundings;
    private final Runner runner;

    @Option(names = "--train", hidden = true, description = "Do what is common, so that its classes can be archived.")
    private boolean train;

    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "By default .local in your home folder.")
    private Optional<Path> folder = Optional.empty();

    /** The command. */
    public InstallCommand(Surroundings surroundings, Runner runner) {
        this.surroundings = surroundings;
        this.runner = runner;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        if (train) {
            Training.run(runner);
            return ExitCode.OK;
        }
        Path prefix = folder.orElse(surroundings.userHome().resolve(".local"))
                .toAbsolutePath()
                .normalize();
        Path jar = prefix.resolve("share/farspan/farspan.jar");
        Path launcher = prefix.resolve("bin/" + LAUNCHER);
        refuseWhatIsInTheWay(prefix, launcher);
        Path own = ownJar();
        Files.createDirectories(jar.getParent());
        Files.createDirectories(launcher.getParent());
        if (!Files.exists(jar) || !Files.isSameFile(own, jar)) {
            Files.copy(own, jar, StandardCopyOption.REPLACE_EXISTING);
        }
        try (InputStream script = InstallCommand.class.getResourceAsStream(LAUNCHER)) {
            if (script == null) {
                throw new IOException("the launcher is not in " + own);
            }
            Files.copy(script, launcher, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder archive = new ProcessBuilder(launcher.toString(), "--archive").inheritIO();
        archive.environment().remove("FARSPAN_JAR"); // the archive is that of the jar that is installed
        if (archive.start().waitFor() != 0) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The archive of loaded classes could not be made; 'farspan' works without it and starts more slowly. Run "
                            + launcher + " --archive to see why.");
        }
        surroundings.terminal().out().println(launcher);
        surroundings.terminal().out().flush();
        surroundings
                .terminal()
                .note("Put " + launcher.getParent()
                        + " into PATH if it is not there, and 'eval \"$(farspan completion bash)\"'"
                        + " into the shell's start-up file.");
        return ExitCode.OK;
    }

    private static void refuseWhatIsInTheWay(Path prefix, Path launcher) {
        if (Files.exists(prefix) && !Files.isDirectory(prefix)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    prefix + " is not a folder. Name the folder that is to have bin/farspan in it, such as "
                            + "~/.local: farspan install FOLDER");
        }
        if (Files.isDirectory(launcher)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    launcher + " is a folder, where the launcher belongs. Move it away, or name another folder: "
                            + "farspan install FOLDER");
        }
    }

    private static Path ownJar() {
        try {
            Path own = Path.of(InstallCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(own)) {
                return own;
            }
        } catch (URISyntaxException e) {
            // reported below
        }
        throw new CommandFailure(ExitCode.FAILED, "Only the jar can be installed: java -jar farspan.jar install");
    }
}
