package io.farspan.cli.output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Rows in columns as wide as they must be; the last column is not filled up, and nothing is cut off. */
public final class Table {

    private static final String GAP = "   ";

    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();
    private final Map<Integer, Function<String, Style>> styles = new HashMap<>();

    /** A table without rows. */
    public Table(List<String> columns) {
        this.columns = List.copyOf(columns);
    }

    /** A table without rows. */
    public static Table of(String... columns) {
        return new Table(List.of(columns));
    }

    /** Adds a row of texts, which may come from anywhere. */
    public Table row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells + " does not fit " + columns);
        }
        rows.add(cells.stream().map(Printable::line).toList());
        return this;
    }

    /** Adds a row of texts, which may come from anywhere. */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** Gives the texts of a column their styles. */
    public Table style(String column, Function<String, Style> style) {
        styles.put(columns.indexOf(column), style);
        return this;
    }

    /** Whether it has no rows. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Writes the header and the rows. */
    public void print(Terminal terminal) {
        int[] widths = new int[columns.size()];
        widen(widths, columns);
        rows.forEach(row -> widen(widths, row));
        terminal.out().println(line(terminal, widths, columns, index -> Style.HEADER));
        for (List<String> row : rows) {
            terminal.out().println(line(terminal, widths, row, index -> styles.getOrDefault(index, text -> Style.PLAIN)
                    .apply(row.get(index))));
        }
        terminal.out().flush();
    }

    private static void widen(int[] widths, List<String> cells) {
        for (int index = 0; index < widths.length; index++) {
            widths[index] = Math.max(widths[index], width(cells.get(index)));
        }
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String line(
            Terminal terminal, int[] widths, List<String> cells, Function<Integer, Style> styleOfColumn) {
        StringBuilder line = new StringBuilder();
        int owed = 0;
        for (int index = 0; index < widths.length; index++) {
            String cell = cells.get(index);
            if (!cell.isEmpty()) {
                line.append(" ".repeat(owed)).append(terminal.styled(styleOfColumn.apply(index), cell));
                owed = 0;
            }
            owed += widths[index] - width(cell) + GAP.length();
        }
        return line.toString();
    }
}
