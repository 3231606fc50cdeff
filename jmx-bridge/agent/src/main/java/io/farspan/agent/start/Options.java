package io.farspan.agent.start;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent is told: the options after {@code -javaagent:farspan-agent.jar=}, in the stock Jolokia agent's form
 * {@code key=value,key=value} with {@code \,} for a comma in a value.
 *
 * <p>Keys that begin with {@code farspan.} are the agent's own and can be environment variables as well
 * ({@code farspan.spool} as {@code FARSPAN_AGENT_SPOOL}); an option comes first. All others are Jolokia's, unchanged.
 */
final class Options {

    private static final String OWN = "farspan.";
    private static final String COMMA = "(?<!\\\\),";

    private final String jolokia;
    private final Map<String, String> own;
    private final Map<String, String> environment;

    private Options(String jolokia, Map<String, String> own, Map<String, String> environment) {
        this.jolokia = jolokia;
        this.own = own;
        this.environment = environment;
    }

    static Options parse(String text, Map<String, String> environment) {
        List<String> jolokia = new ArrayList<>();
        Map<String, String> own = new HashMap<>();
        for (String option : text.split(COMMA, -1)) {
            int equals = option.indexOf('=');
            if (option.startsWith(OWN) && equals > 0) {
                own.put(
                        option.substring(OWN.length(), equals),
                        option.substring(equals + 1).replace("\\,", ","));
            } else {
                jolokia.add(option);
            }
        }
        return new Options(String.join(",", jolokia), own, environment);
    }

    /** The options that are Jolokia's, as its agent reads them. */
    String jolokia() {
        return jolokia;
    }

    /** The literal address that Jolokia is told to listen on; empty when that is all or a name. */
    Optional<String> boundAddress() {
        for (String option : jolokia.split(COMMA, -1)) {
            if (option.matches("host=([0-9.]+|.*:.*)") && !option.matches("host=[0.:]+")) {
                return Optional.of(option.substring("host=".length()));
            }
        }
        return Optional.empty();
    }

    /** The value of {@code farspan.KEY}. */
    Optional<String> own(String key) {
        String option = own.get(key);
        String value = option == null
                ? environment.get("FARSPAN_AGENT_"
                        + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT))
                : option;
        return Optional.ofNullable(value).map(String::trim).filter(text -> !text.isEmpty());
    }
}
