package io.farspan.agent.start;

import java.lang.instrument.Instrumentation;

import org.jolokia.jvmagent.JvmAgent;
import org.jspecify.annotations.Nullable;

import io.farspan.agent.home.Registration;

/** Starts the agent's parts; one that fails leaves the others running. */
public final class Start {

    /** The JDK's HTTP server answers a keep-alive request 40 ms late without it. */
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private Start() {}

    /** Called by the class that the JVM calls, through reflection. */
    public static void start(@Nullable String text, Instrumentation instrumentation) {
        Options options = Options.parse(text == null ? "" : text, System.getenv());
        Part.start("the spool", () -> Spooling.start(options, instrumentation));
        Part.start("Jolokia", () -> jolokia(options, instrumentation));
        Part.start("the registration at home", () -> registration(options));
    }

    private static void registration(Options options) throws Exception {
        Registration.start(options::own, options.boundAddress(), JolokiaHook::remove, Part::report)
                .ifPresent(registration -> Ending.add(registration::end));
    }

    /** Jolokia's classes need Java 17; on an older one there is no HTTP endpoint, and the other parts work. */
    private static void jolokia(Options options, Instrumentation instrumentation) {
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
        JvmAgent.premain(options.jolokia(), instrumentation);
    }
}
