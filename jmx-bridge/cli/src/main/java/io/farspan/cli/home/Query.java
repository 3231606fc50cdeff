package io.farspan.cli.home;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parameters of a request, in the order in which they were added. */
public final class Query {

    private final List<String> parameters = new ArrayList<>();

    /** Adds a parameter. */
    public Query with(String name, String value) {
        parameters.add(
                name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
        return this;
    }

    /** Adds a parameter that has a value. */
    public Query with(String name, Optional<?> value) {
        value.ifPresent(some -> with(name, some.toString()));
        return this;
    }

    /** As it stands behind a path. */
    @Override
    public String toString() {
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }
}
