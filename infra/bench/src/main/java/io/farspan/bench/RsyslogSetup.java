package io.farspan.bench;

import java.util.Locale;

/** How rsyslog is set up: for speed, or so that as little as possible is lost when it is killed. */
enum RsyslogSetup {
    /**
     * Queues in memory and batches of 500 rows, which is where rsyslog is fast. The log files are the buffer: imfile waits
     * when a queue is full, and so does RELP, so that a queue has nothing to discard and need not be long. Two workers
     * insert, because each row is a round trip to the database.
     */
    QUEUED(
            "rsyslog",
            1,
            "queue.type=\"FixedArray\" queue.size=\"2000\" queue.dequeueBatchSize=\"500\" queue.workerThreads=\"2\""
                    + " queue.workerThreadMinimumMessages=\"500\" queue.timeoutEnqueue=\"60000\""),
    /** No queues: RELP acknowledges a line when its row is committed, one transaction each. */
    CONFIRMED("rsyslog_confirmed", 10, "queue.type=\"Direct\"");

    private final String peer;
    private final int share;
    private final String queue;

    RsyslogSetup(String peer, int share, String queue) {
        this.peer = peer;
        this.share = share;
        this.queue = queue;
    }

    /** Its name in figures. */
    String peer() {
        return peer;
    }

    /** How many of some lines it takes in about the time in which the fastest takes all. */
    int shareOf(int lines) {
        return lines / share;
    }

    /** The parameters of a ruleset's queue. */
    String queue() {
        return queue;
    }

    /** The table that it writes to. */
    String table() {
        return peer + "_record";
    }

    @Override
    public String toString() {
        return "rsyslog, " + name().toLowerCase(Locale.ROOT);
    }
}
