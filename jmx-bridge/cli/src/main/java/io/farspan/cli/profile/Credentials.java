package io.farspan.cli.profile;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Who asks. The password comes from {@code FARSPAN_PASSWORD}, a file, a program's output or a prompt; a token of an OpenID
 * Connect provider from a file. What an option says goes before what variables say, and that before the profile, of whichever
 * kind it is. Nothing of it is ever an argument of a command, where other users of the machine would see it.
 */
public final class Credentials {

    private static final Duration PROGRAM = Duration.ofSeconds(60);

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private static final String TOKEN_FILE = "token-file";
    private static final String PASSWORD_FILE = "password-file";
    private static final String PASSWORD_COMMAND = "password-command";

    /** Of variables only. */
    private static final String PASSWORD = "password";

    private final Surroundings surroundings;
    private final Settings settings;
    private final Duration limit;

    /** Credentials as the settings say. */
    public Credentials(Surroundings surroundings, Settings settings) {
        this(surroundings, settings, PROGRAM);
    }

    Credentials(Surroundings surroundings, Settings settings, Duration limit) {
        this.surroundings = surroundings;
        this.settings = settings;
        this.limit = limit;
    }

    /** The header's value; empty when neither a user nor a token is set. */
    public Optional<String> authorization() {
        Optional<String> user = settings.find("user");
        Optional<String> token = settings.find(TOKEN_FILE);
        boolean byToken = user.isEmpty()
                || settings.first(TOKEN_FILE, "user", PASSWORD_FILE, PASSWORD_COMMAND, PASSWORD)
                        .filter(first -> first.setting().equals(TOKEN_FILE))
                        .isPresent();
        return token.filter(file -> byToken)
                .map(file -> "Bearer " + token(Path.of(file)))
                .or(() -> user.map(name ->
                        "Basic " + Base64.getEncoder().encodeToString((name + ":" + password(name)).getBytes(UTF_8))));
    }

    /** The user's password, asked for when nothing else says it. */
    public String password(String user) {
        return settings.first(PASSWORD, PASSWORD_FILE, PASSWORD_COMMAND)
                .map(this::said)
                .or(() -> surroundings.terminal().console().map(console -> ask(console, user)))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.NOT_ALLOWED,
                        "There is no password for '" + user
                                + "' and nobody to ask. Set password-file or password-command by"
                                + " 'farspan config set', or the variable FARSPAN_PASSWORD."));
    }

    /** A token as a header can have it; what else there is in the file is not shown, because it may be a secret, too. */
    private String token(Path file) {
        String token = firstLine(file, "token");
        if (!TOKEN.matcher(token).matches()) {
            throw new CommandFailure(
                    ExitCode.NOT_ALLOWED,
                    "The first line of " + file + " is no token: it is empty or has characters that none has, such as a"
                            + " space. Write the token alone into the file.");
        }
        return token;
    }

    private String said(Settings.Found source) {
        return switch (source.setting()) {
            case PASSWORD_FILE -> firstLine(Path.of(source.value()), "password");
            case PASSWORD_COMMAND -> output(source.value());
            default -> source.value();
        };
    }

    private static String ask(Console console, String user) {
        char[] typed = console.readPassword("Password of %s: ", user);
        if (typed == null) {
            throw new CommandFailure(ExitCode.NOT_ALLOWED, "No password was entered.");
        }
        return new String(typed);
    }

    private String firstLine(Path file, String what) {
        try {
            if (ProfileFile.isOpenToOthers(file)) {
                surroundings
                        .terminal()
                        .note("warning: other users of this machine may read the " + what + " in " + file
                                + ": chmod 600 it");
            }
            return Files.readString(file, UTF_8).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NOT_ALLOWED,
                    "The " + what + " cannot be read from " + file + ": " + e + ". Its first line must be the " + what
                            + ".",
                    e);
        }
    }

    /** What a program prints first; what it has started may hold its output open. */
    private String output(String program) {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", program)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                return printed(process, program);
            } finally {
                List<ProcessHandle> started = process.descendants().toList();
                process.destroy(); // first, so that it says nothing of the end of the others
                started.forEach(ProcessHandle::destroy);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NOT_ALLOWED, "The password-command cannot be run: " + e + ". It is run by /bin/sh.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "Interrupted while the password-command ran.", e);
        }
    }

    private String printed(Process process, String program) throws InterruptedException {
        CompletableFuture<String> line = new CompletableFuture<>();
        inBackground(() -> read(process.getInputStream(), line));
        try {
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            String password = ended ? line.get(limit.toMillis(), TimeUnit.MILLISECONDS) : "";
            if (ended && process.exitValue() == 0 && !password.isEmpty()) {
                return password;
            }
        } catch (ExecutionException | TimeoutException e) {
            // it printed nothing that could be read
        }
        throw new CommandFailure(
                ExitCode.NOT_ALLOWED,
                "The password-command printed no password within " + limit.toSeconds()
                        + " s or failed. Run it by itself to see why: " + program);
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "farspan-password");
        thread.setDaemon(true);
        thread.start();
    }

    /** Gives the first line as soon as it is there, and reads on, so that the program is not held up. */
    private static void read(InputStream in, CompletableFuture<String> line) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            line.complete(Objects.requireNonNullElse(reader.readLine(), ""));
            reader.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            line.completeExceptionally(e); // unless it is there already
        }
    }
}
