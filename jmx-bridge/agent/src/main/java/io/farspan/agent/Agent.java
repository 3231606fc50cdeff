package io.farspan.agent;

import java.lang.instrument.Instrumentation;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * The entry of {@code -javaagent:farspan-agent.jar=OPTIONS}, and of an attach to a running JVM.
 *
 * <p>It uses types of the JDK only. The other classes of the agent, and Jolokia's, are in the folder {@code isolated} of
 * the jar and are loaded by a loader whose parent is the platform's, so that no application ever sees one of them. No
 * failure of the agent reaches the application: it becomes one line on the error stream.
 */
public final class Agent {

    private static final String FOLDER = "!/isolated/";
    private static final String START = "io.farspan.agent.start.Start";

    private Agent() {}

    /** Called by the JVM before the application's main method. */
    public static void premain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    /** Called by the JVM when the agent is attached to it. */
    public static void agentmain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    /** Whatever is thrown, an Error too, would end the application before it began. */
    @SuppressWarnings({"BanClassLoader", "CatchAndPrintStackTrace", "SystemOut"})
    private static void start(String options, Instrumentation instrumentation) {
        try {
            URL jar = Agent.class.getProtectionDomain().getCodeSource().getLocation();
            ClassLoader isolated = new URLClassLoader(
                    "farspan-agent", new URL[] {new URL("jar:" + jar + FOLDER)}, ClassLoader.getPlatformClassLoader());
            Class.forName(START, true, isolated)
                    .getMethod("start", String.class, Instrumentation.class)
                    .invoke(null, options, instrumentation);
        } catch (Throwable failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            System.err.println("farspan-agent: not started, the application goes on without it: " + cause);
        }
    }
}
