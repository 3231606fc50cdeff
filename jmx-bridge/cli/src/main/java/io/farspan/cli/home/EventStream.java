package io.farspan.cli.home;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Server-sent events, one after the other.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
public final class EventStream {

    /**
     * An event.
     *
     * @param id the id that the stream goes on after; empty when it has none
     * @param type its type; {@code message} when it names none
     * @param data its text; empty when it has none
     */
    public record Event(String id, String type, String data) {}

    private final BufferedReader lines;

    /** Reads from what home sends. */
    public EventStream(InputStream in) {
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The next event, one without data among them; empty at the stream's end. */
    public Optional<Event> next() throws IOException {
        String id = "";
        String type = "message";
        StringBuilder data = new StringBuilder();
        boolean begun = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (begun) {
                    return Optional.of(new Event(id, type, data.toString()));
                }
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(line.startsWith(": ", colon) ? colon + 2 : colon + 1);
            begun |= !field.isEmpty();
            switch (field) {
                case "id" -> id = value;
                case "event" -> type = value;
                case "data" -> data.append(data.length() == 0 ? "" : "\n").append(value);
                default -> {} // a comment, or a field that means nothing here
            }
        }
        return Optional.empty(); // an event without its end is none
    }
}
