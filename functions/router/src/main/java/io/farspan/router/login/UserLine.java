package io.farspan.router.login;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.Text;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Prints the two lines of a user for {@code users.properties}. The password is read from the terminal or from the first
 * line of the input, because arguments are visible to everyone on a machine.
 */
public final class UserLine {

    private static final String USAGE =
            "usage: user.sh NAME ROLE[,ROLE...]   roles: viewer, operator, admin, register:APPLICATION/LOCATION, push:APPLICATION/LOCATION; the password is asked for at the terminal, or read from the first line of the input";

    private UserLine() {}

    /** Run by {@code infra/user.sh}. */
    public static void main(String[] arguments) throws IOException {
        System.exit(run(List.of(arguments), UserLine::password, System.out, System.err));
    }

    /** A source of the password. */
    interface Source {
        String password() throws IOException;
    }

    static int run(List<String> arguments, Source source, PrintStream out, PrintStream err) throws IOException {
        Optional<String> wrong = defect(arguments);
        if (wrong.isPresent()) {
            err.println(wrong.get());
            err.println(USAGE);
            return 2;
        }
        try {
            String name = arguments.get(0);
            String line = Bcrypt.line(accepted(source.password()), Bcrypt.USUAL_COST);
            String key = name.matches("[A-Za-z0-9_-]+") ? name : '"' + name + '"';
            out.println("farspan.users." + key + "=" + line);
            out.println("farspan.roles." + key + "=" + arguments.get(1));
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static Optional<String> defect(List<String> arguments) {
        if (arguments.size() != 2) {
            return Optional.of("a name and roles are required, and nothing else");
        }
        if (!arguments.get(0).matches("[A-Za-z0-9._@-]{1,64}")) {
            return Optional.of("the name must be 1 to 64 letters, digits, '.', '_', '@' or '-'");
        }
        for (String role : arguments.get(1).split(",", -1)) {
            if (!Roles.isRole(role)) {
                return Optional.of("'" + role
                        + "' is not a role; use viewer, operator, admin or, for agents, register:APPLICATION/LOCATION, for"
                        + " what sends telemetry push:APPLICATION/LOCATION");
            }
        }
        return Optional.empty();
    }

    private static String accepted(String password) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("the password is empty");
        }
        if (password.getBytes(UTF_8).length > Bcrypt.LONGEST) {
            throw new IllegalArgumentException("the password has more than " + Bcrypt.LONGEST
                    + " bytes, and bcrypt would ignore the rest; choose a shorter one");
        }
        return Text.require("password", password);
    }

    private static String password() throws IOException {
        Console console = System.console();
        if (console != null) {
            String first = typed(console.readPassword("Password: "));
            if (!first.equals(typed(console.readPassword("Again: ")))) {
                throw new IllegalArgumentException("the two passwords differ");
            }
            return first;
        }
        String line = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
        return line == null ? "" : line;
    }

    private static String typed(char @Nullable [] letters) {
        return letters == null ? "" : new String(letters);
    }
}
