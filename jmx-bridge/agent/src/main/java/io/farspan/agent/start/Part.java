package io.farspan.agent.start;

/** Something that the agent starts, whose failure is no concern of the application. */
interface Part {

    void start() throws Exception;

    /** Starts a part; whatever it throws, an Error too, becomes one line on the error stream. */
    static void start(String name, Part part) {
        try {
            part.start();
        } catch (Throwable failure) {
            report(name + " is not started: " + failure);
        }
    }

    /** Writes a line to the error stream. */
    @SuppressWarnings("SystemOut")
    static void report(String line) {
        System.err.println("farspan-agent: " + line);
    }
}
