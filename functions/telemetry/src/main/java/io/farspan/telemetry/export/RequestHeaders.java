package io.farspan.telemetry.export;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The headers that a receiver wants, among them what shows who sends. No message of a failure has their values. Thread-safe. */
final class RequestHeaders {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");

    private final Map<String, String> fixed;
    private final Optional<Path> file;

    private RequestHeaders(Map<String, String> fixed, Optional<Path> file) {
        this.fixed = fixed;
        this.file = file;
    }

    /**
     * Headers as they are set.
     *
     * @throws IllegalArgumentException for what cannot be headers
     */
    static RequestHeaders of(Optional<String> setting, Optional<Path> file) {
        Map<String, String> fixed = read(
                setting.map(text -> List.of(text.split(","))).orElse(List.of()),
                '=',
                "farspan.telemetry.otlp-out.headers");
        // What Java does not let one set is found out at the start, and not at the first request.
        add(HttpRequest.newBuilder(), fixed, "farspan.telemetry.otlp-out.headers");
        return new RequestHeaders(fixed, file);
    }

    /**
     * Adds them to a request.
     *
     * @return what nobody is to read of them
     * @throws IOException when the file cannot be read or has something else than headers
     */
    Secrets addTo(HttpRequest.Builder request) throws IOException {
        fixed.forEach(request::setHeader);
        List<String> values = new ArrayList<>(fixed.values());
        if (file.isPresent()) {
            String what = "farspan.telemetry.otlp-out.headers-file " + file.get();
            try {
                Map<String, String> read = read(Files.readAllLines(file.get()), ':', what);
                add(request, read, what);
                values.addAll(read.values());
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            } catch (IOException e) {
                throw new IOException(what + " cannot be read: " + e.getClass().getSimpleName(), e);
            }
        }
        return new Secrets(values);
    }

    private static void add(HttpRequest.Builder request, Map<String, String> headers, String what) {
        headers.forEach((name, value) -> {
            try {
                request.setHeader(name, value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(what + " has " + name + ", which cannot be set");
            }
        });
    }

    private static Map<String, String> read(List<String> lines, char separator, String what) {
        Map<String, String> headers = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            int end = line.indexOf(separator);
            String name = end < 0 ? "" : line.substring(0, end).strip();
            String value = line.substring(end + 1).strip();
            if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        what + ": the header " + number + " must be written as name" + separator + "value, in ASCII");
            }
            headers.put(name, value);
        }
        return headers;
    }
}
