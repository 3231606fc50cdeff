package io.farspan.troubleshooting.store;

/**
 * How much actions may take.
 *
 * @param runningOfPerson the most that one person may have running in an application
 * @param running the most that may run in an application
 * @param begunInMinute the most that one person may begin within a minute in an application: each leaves entries in the ledger
 * @param toUndoOfPerson the most of one person in an application whose change is to be undone later
 * @param keptOfPerson the most of one person that are kept in an application; older ones that have ended make room
 * @param bytes the most bytes of actions and their compressed results that are kept of an application
 * @param bytesOfPerson the same of one person
 * @param bytesOfOne the most bytes of results, compressed, of one action
 */
public record ActionLimits(
        int runningOfPerson,
        int running,
        int begunInMinute,
        int toUndoOfPerson,
        int keptOfPerson,
        long bytes,
        long bytesOfPerson,
        long bytesOfOne) {

    /** What a router allows. */
    public static final ActionLimits USUAL = new ActionLimits(4, 16, 20, 20, 100, 512L << 20, 128L << 20, 64L << 20);
}
