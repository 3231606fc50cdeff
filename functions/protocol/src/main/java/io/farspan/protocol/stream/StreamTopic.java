package io.farspan.protocol.stream;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.farspan.protocol.call.Names;

/**
 * A topic in Kafka that has the records of a location: {@code farspan.shop.aws1.log}. Each location has topics of its own, so
 * that the brokers' access control lists say who may speak for it; a stream is in one partition of one topic, in order.
 *
 * @param prefix what all topics of an installation begin with
 * @param application the application's name
 * @param location the location's name
 * @param kind what the records are
 */
public record StreamTopic(String prefix, String application, String location, StreamKind kind) {

    /** The prefix where none is set. */
    public static final String USUAL_PREFIX = "farspan";

    private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");
    private static final Pattern REST = Pattern.compile("\\.([a-z0-9-]+)\\.([a-z0-9-]+)\\.([a-z]+)");

    public StreamTopic {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "A prefix of topics must be 1 to 64 letters, digits, '.', '_' or '-', not '" + Names.shorten(prefix)
                            + "'");
        }
        Names.requireLabel("application", application);
        Names.requireLabel("location", location);
    }

    /** Its name. */
    public String name() {
        return prefix + "." + application + "." + location + "." + kind.word();
    }

    /** The topic of that name; empty when it is none of ours. */
    public static Optional<StreamTopic> parse(String prefix, String name) {
        Matcher rest = REST.matcher(name.startsWith(prefix) ? name.substring(prefix.length()) : "");
        if (!rest.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StreamTopic(prefix, rest.group(1), rest.group(2), StreamKind.parse(rest.group(3))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
