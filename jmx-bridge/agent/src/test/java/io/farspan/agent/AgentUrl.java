package io.farspan.agent;

/** Where the Jolokia agent of this JVM listens, as it says itself. */
public final class AgentUrl {

    private AgentUrl() {}

    /** The agent starts beside the application and may come later than its main method. */
    public static String await() throws InterruptedException {
        String url = System.getProperty("jolokia.agent");
        while (url == null) {
            Thread.onSpinWait();
            url = System.getProperty("jolokia.agent");
        }
        return url;
    }
}
