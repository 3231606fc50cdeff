package io.farspan.home.settings;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * The applications that this router manages ({@code farspan.applications}): it watches them, is their home or standby,
 * offers them to JMX tools and directs their traffic. Other applications in the map can be read, but not changed.
 */
@Singleton
public class Applications {

    /** The name of the setting. */
    public static final String SETTING = "farspan.applications";

    private final List<String> names;

    @Inject
    Applications(@ConfigProperty(name = SETTING) Optional<List<String>> names) {
        this(
                names.filter(some -> !some.isEmpty())
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        SETTING
                                                + " is required: the names of the applications that this router manages, separated by commas")));
    }

    /**
     * Managed applications.
     *
     * @throws IllegalArgumentException for an invalid name
     */
    public Applications(List<String> names) {
        names.forEach(name -> Names.requireLabel(SETTING, name));
        this.names = names.stream().distinct().toList();
    }

    /** Their names, each once, in the order of the setting. */
    public List<String> names() {
        return names;
    }

    /** Whether this router manages an application. */
    public boolean contains(String application) {
        return names.contains(application);
    }

    /** Fails with {@code NOT_HOME} for an application that this router does not manage, which it must not change. */
    public void requireManaged(String application) {
        if (!contains(application)) {
            throw new FarspanException(
                    ProblemCode.NOT_HOME,
                    "This router does not manage '" + Names.shorten(application) + "', so it cannot change it; it"
                            + " manages " + names + ". Add the application to " + SETTING
                            + " and restart the router, or send the change to the router that manages it.");
        }
    }
}
