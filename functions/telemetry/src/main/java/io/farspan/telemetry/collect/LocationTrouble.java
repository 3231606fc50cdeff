package io.farspan.telemetry.collect;

import org.jboss.logging.Logger;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;

/** What is wrong with a location's telemetry, logged when it changes and not each time. Thread-safe. */
public final class LocationTrouble {

    private static final Logger LOG = Logger.getLogger(LocationTrouble.class);

    private final String what;
    private String now = "";

    /**
     * Nothing is wrong yet.
     *
     * @param what what is done there, as the log says it
     */
    public LocationTrouble(String what) {
        this.what = what;
    }

    /** Reports what is wrong; empty when nothing is. */
    public void report(String why) {
        report(why, why);
    }

    /** The same where the words change though the trouble does not: {@code of} says which trouble it is. */
    public synchronized void report(String of, String why) {
        String next = why.isEmpty() ? "" : of;
        if (next.equals(now)) {
            return;
        }
        now = next;
        if (next.isEmpty()) {
            LOG.infof("%s works again", what);
        } else {
            LOG.warnf("%s: %s", what, Text.escape(why));
        }
    }

    /** Reports a failure, with its stack trace when it is a fault of ours. */
    public synchronized void failed(Throwable failure) {
        if (failure instanceof FunctionFailure call) {
            report(call.problem().detail());
        } else if (failure instanceof FarspanException) {
            report(String.valueOf(failure.getMessage()));
        } else if (!failure.toString().equals(now)) {
            now = failure.toString();
            LOG.warnf(failure, "%s fails", what);
        }
    }
}
