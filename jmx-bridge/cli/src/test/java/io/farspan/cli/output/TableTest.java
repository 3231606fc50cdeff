package io.farspan.cli.output;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TableTest {

    private static String printed(Table table, boolean colours) {
        StringWriter out = new StringWriter();
        table.print(new Terminal(
                new PrintWriter(out), new PrintWriter(new StringWriter()), colours, false, colours, Optional.empty()));
        return out.toString();
    }

    @Test
    void aLineHasNothingBehindItsLastText() {
        assertThat(printed(
                        Table.of("A", "LONG", "C")
                                .row("aaa", "", "")
                                .row("", "x", "")
                                .row("", "", "é𝄞"),
                        false))
                .isEqualTo("A     LONG   C\naaa\n      x\n             é𝄞\n");
    }

    @Test
    void aTextFromElsewhereCannotBreakTheTable() {
        assertThat(printed(Table.of("A").row("x\n\u001b[2Jy"), true)).endsWith("x\\n\\u001b[2Jy\n");
    }

    @Test
    void coloursChangeNoWidth() {
        Table table = Table.of("A", "B").style("A", text -> Style.BAD).row("x", "y");

        assertThat(printed(table, true))
                .isEqualTo("\u001b[1mA\u001b[0m   \u001b[1mB\u001b[0m\n\u001b[31mx\u001b[0m   y\n");
    }

    @Test
    void noColourIsAWish() {
        assertThat(Terminal.colours(Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Terminal.colours(Map.of("NO_COLOR", "", "TERM", "xterm"))).isTrue();
        assertThat(Terminal.colours(Map.of("TERM", "dumb"))).isFalse();
    }
}
