package io.farspan.telemetry.collect;

/**
 * By how much the clocks are ahead of home's under which a stream's records were appended.
 *
 * @param since the first offset of the process' present run
 * @param earlier of the run before, in nanoseconds
 * @param present of the present run, in nanoseconds
 */
record ClockOffset(long since, long earlier, long present) {

    /** Clocks that are right. */
    static final ClockOffset NONE = new ClockOffset(0, 0, 0);

    /** Home's time when a record happened at {@code steadyNanos} by its process' clock. */
    long correct(long offset, long steadyNanos) {
        return steadyNanos - (offset < since ? earlier : present);
    }
}
