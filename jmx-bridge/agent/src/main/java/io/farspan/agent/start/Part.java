package io.farspan.agent.start;

/** Something that the agent starts, whose failure is no concern of the application. */
interface Part {

    void start() throws Exception;

    /** Starts a part; whatever it throws, an Error too, becomes one line on the error stream. */
    @SuppressWarnings("SystemOut")
    static void start(String name, Part part) {
        try {
            part.start();
        } catch (Throwable failure) {
            System.err.println("farspan-agent: " + name + " is not started: " + failure);
        }
    }
}
