package io.farspan.cli.telemetry;

import java.util.Optional;

import picocli.CommandLine.Option;

import io.farspan.cli.home.Query;
import io.farspan.cli.home.Target;

/** Which records are wanted. */
final class LogOptions {

    @Option(names = "--level", paramLabel = "LEVEL", description = "At least trace, debug, info, warn, error or fatal.")
    private Optional<String> level = Optional.empty();

    @Option(names = "--text", paramLabel = "TEXT", description = "What the message contains, in any case.")
    private Optional<String> text = Optional.empty();

    @Option(names = "--regex", paramLabel = "REGEX", description = "A regular expression that the message matches.")
    private Optional<String> regex = Optional.empty();

    @Option(names = "--trace", paramLabel = "ID", description = "A trace id.")
    private Optional<String> trace = Optional.empty();

    Query query(Target target) {
        Query query = new Query()
                .with("level", level)
                .with("text", text)
                .with("regex", regex)
                .with("trace", trace);
        return target.instance().isPresent()
                ? query.with("instance", target.instanceId())
                : query.with("location", target.location());
    }
}
