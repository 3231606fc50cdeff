package io.farspan.telemetry.collect;

import io.farspan.protocol.stream.ClockReading;

/**
 * By how much the steady clock of an instance's process is ahead of home's. A call tells it within two bounds: the clock was
 * read after the call was sent and asked there, and before it had answered and the answer came. What is known stays until the
 * bounds of a later call exclude it, so that a stream's records keep their order, and a clock that is right to within what
 * can be measured is not corrected at all. Not thread-safe.
 */
final class InstanceClock {

    private String run = "";
    private long ahead;
    private long earlier;

    /**
     * Takes what a call told.
     *
     * @param sent when it was sent by home's clock, in nanoseconds since 1970
     * @param received when its answer came
     */
    void take(ClockReading reading, long sent, long received) {
        long least = reading.now() - (received - (reading.took() - reading.answered()));
        long most = reading.now() - (sent + reading.asked());
        if (least > most) {
            return; // the function says that it took longer than the whole call
        }
        if (!reading.run().equals(run)) {
            boolean first = run.isEmpty();
            run = reading.run();
            earlier = ahead;
            ahead = 0;
            narrow(least, most);
            earlier = first ? ahead : earlier;
        } else {
            narrow(least, most);
        }
    }

    private void narrow(long least, long most) {
        if (ahead < least || ahead > most) {
            ahead = least + (most - least) / 2;
        }
    }

    /** What to correct the records of a stream by whose present run began at {@code since}. */
    ClockOffset offset(long since) {
        return new ClockOffset(since, earlier, ahead);
    }
}
