package io.farspan.agent;

import java.io.IOException;
import java.util.List;

/** An application that says where its Jolokia agent is and which classes of the agent it can see, and waits to be told to end. */
public final class Visible {

    private Visible() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        for (String name : List.of(
                "io.farspan.agent.Agent",
                "io.farspan.agent.start.Start",
                "io.farspan.agent.logback.Contexts",
                "io.farspan.agent.log4j2.Contexts",
                "io.farspan.agent.library.AppenderLoader",
                "org.jolokia.jvmagent.JvmAgent",
                "org.jolokia.json.JSONObject")) {
            System.out.println("visible " + name + " " + isVisible(name));
        }
        System.out.println(
                "resource " + (ClassLoader.getSystemResource("org/jolokia/jvmagent/JvmAgent.class") != null));
        System.out.println("thread " + Thread.currentThread().getId());
        System.out.println("nodelay " + System.getProperty("sun.net.httpserver.nodelay"));
        if (arguments.length > 0) {
            return;
        }
        System.out.println("url " + AgentUrl.await());
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
    }

    private static boolean isVisible(String name) {
        try {
            Class.forName(name, false, ClassLoader.getSystemClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
