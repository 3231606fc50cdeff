package io.farspan.cli.output;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command writes, and what is at the other ends.
 *
 * @param out for answers
 * @param err for everything else
 * @param outIsTerminal whether a person reads {@code out}
 * @param errIsTerminal whether a person reads {@code err}
 * @param colours whether styles are shown
 * @param console where a person can be asked; empty when there is none
 */
public record Terminal(
        PrintWriter out,
        PrintWriter err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        boolean colours,
        Optional<Console> console) {

    /** What the launcher says is a terminal: {@code 1} and {@code 2} for the two streams. */
    public static final String PROPERTY = "farspan.terminals";

    /** That of this process. Without a launcher both streams count as terminals when there is a console. */
    public static Terminal ofProcess(Map<String, String> environment) {
        Optional<Console> console = Optional.ofNullable(System.console());
        String terminals = System.getProperty(PROPERTY, console.isPresent() ? "12" : "");
        boolean out = terminals.contains("1");
        return new Terminal(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                out,
                terminals.contains("2"),
                out && colours(environment),
                console);
    }

    /** No colours where {@code NO_COLOR} has a value or the terminal is a dumb one. */
    static boolean colours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** A text in a style, or as it is where there are no colours. */
    public String styled(Style style, String text) {
        return colours ? style.around(text) : text;
    }

    /** Whether somebody still reads answers: {@code head} ends when it has enough. */
    public boolean isRead() {
        return !out.checkError();
    }

    /** Says something that is no answer. */
    public void note(String text) {
        err.println(text);
        err.flush();
    }
}
