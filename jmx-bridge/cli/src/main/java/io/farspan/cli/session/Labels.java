package io.farspan.cli.session;

import java.util.LinkedHashMap;
import java.util.Map;

import picocli.CommandLine.Option;

/** The option that selects instances by label. */
public final class Labels {

    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME=VALUE",
            description = "Only instances that have the label; may be repeated.")
    private Map<String, String> labels = new LinkedHashMap<>();

    /** The labels that an instance must have. */
    public Map<String, String> all() {
        return labels;
    }
}
